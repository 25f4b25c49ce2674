import type { AnswerMode, Forecast } from '../../preload/contract/index.ts';
import { count, seconds } from '../ui/figures.ts';
import { wordsFor } from './modes.ts';

/** "Passages · about 12 s to the first word · 3,210 of 8,192 tokens". */
export function forecastText(forecast: Forecast, asked: AnswerMode): string {
  const parts = [`${count(forecast.promptTokens)} of ${count(forecast.contextTokens)} tokens`];
  if (forecast.secondsToFirstToken !== null)
    parts.unshift(`about ${seconds(forecast.secondsToFirstToken)} to the first word`);
  if (asked === 'auto') parts.unshift(wordsFor(forecast.mode).label);
  return parts.join(' · ');
}

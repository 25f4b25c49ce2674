import type { AnswerMode, Forecast, LedgerEntry } from '../../preload/contract/index.ts';
import { count, counted, seconds } from '../ui/figures.ts';
import { wordsFor } from './modes.ts';

/** "Passages · about 12 s to the first word · 3,210 of 8,192 tokens"; "Everything · about 9 min of reading · 41,300 tokens". */
export function forecastText(forecast: Forecast, asked: AnswerMode): string {
  const isSweep = forecast.mode === 'sweep';
  // Everything is read part by part: it need not fit the context at once.
  const of = isSweep ? '' : ` of ${count(forecast.contextTokens)}`;
  const parts = [`${count(forecast.promptTokens)}${of} tokens`];
  if (forecast.secondsToFirstToken !== null)
    parts.unshift(
      `about ${seconds(forecast.secondsToFirstToken)} ${isSweep ? 'of reading' : 'to the first word'}`,
    );
  if (asked === 'auto') parts.unshift(wordsFor(forecast.mode).label);
  return parts.join(' · ');
}

/**
 * What the person gave and the model will not see. Passages that were found and are not needed are no loss: the ledger
 * lists them, but nobody has to be told.
 */
export function lossText(ledger: readonly LedgerEntry[], mode: AnswerMode): string | null {
  if (mode === 'passages' && !ledger.some(({ part }) => part === 'passage')) return 'no passage fits';
  const lost = (part: LedgerEntry['part']) =>
    ledger.filter((entry) => entry.part === part && !entry.included);
  const documents = lost('document').length;
  const turns = lost('history').length;
  const parts = [
    documents > 0 ? counted(documents, 'document') : '',
    turns > 0 ? counted(turns, 'older question') : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : `${parts.join(' and ')} left out`;
}

/** The lighter way of answering, where it saves the person a wait worth speaking of. */
export function quickerText({ quicker, secondsToFirstToken }: Forecast): string | null {
  if (!quicker || secondsToFirstToken === null) return null;
  const saved = secondsToFirstToken - quicker.secondsToFirstToken;
  if (saved < 3 || quicker.secondsToFirstToken > 0.7 * secondsToFirstToken) return null;
  return `${seconds(quicker.secondsToFirstToken)} with ${wordsFor(quicker.mode).label.toLowerCase()}`;
}

/** Seconds that one part of the prompt takes to be read; null while this machine's speed is not known. */
export function secondsOf(entry: LedgerEntry, forecast: Forecast): number | null {
  const { secondsToFirstToken, promptTokens, reusedTokens } = forecast;
  const toRead = promptTokens - reusedTokens;
  if (secondsToFirstToken === null || toRead <= 0 || entry.part === 'reserve') return null;
  return (secondsToFirstToken * entry.tokens) / toRead;
}

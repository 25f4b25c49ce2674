import { BookOpen, FileStack, type LucideIcon, MessageSquare, Sparkle, TextQuote } from 'lucide-react';
import type { AnswerMode } from '../../preload/contract/index.ts';

/** How a way of answering is named and explained to people. */
export interface ModeWords {
  value: AnswerMode;
  label: string;
  text: string;
  icon: LucideIcon;
}

/** Every way of answering, in the order of the menu. */
export const modes: readonly ModeWords[] = [
  { value: 'auto', label: 'Automatic', text: 'Bittern picks by question and size', icon: Sparkle },
  { value: 'document', label: 'Whole document', text: 'The model reads all of the text', icon: BookOpen },
  {
    value: 'passages',
    label: 'Passages',
    text: 'The model reads what fits the question best',
    icon: TextQuote,
  },
  {
    value: 'sweep',
    label: 'Everything',
    text: 'Every part in order: for summaries, lists and counts. Takes longer',
    icon: FileStack,
  },
  { value: 'none', label: 'No documents', text: 'Only the conversation', icon: MessageSquare },
];

/** The words for one way of answering. */
export function wordsFor(mode: AnswerMode): ModeWords {
  return modes.find(({ value }) => value === mode)!;
}

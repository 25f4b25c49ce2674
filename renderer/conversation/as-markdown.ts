import type { Conversation, Message } from '../../preload/contract/index.ts';
import { endingOf } from './endings.ts';

/** A conversation as Markdown that stands on its own: every question, every answer, every source with its page. */
export function asMarkdown({ title, messages }: Pick<Conversation, 'title' | 'messages'>): string {
  return `${[`# ${title}`, ...messages.map(messageAsMarkdown)].join('\n\n')}\n`;
}

function messageAsMarkdown(message: Message): string {
  const { role, text, answer } = message;
  if (role === 'user') return `## ${text.trim().replaceAll('\n', '\n## ')}`;
  const sources = (answer?.passages ?? []).map(
    ({ file, page, lastPage, text: words }, index) =>
      `${index + 1}. ${file}, ${page === lastPage ? `page ${page}` : `pages ${page}–${lastPage}`}${
        answer?.by === 'passages' ? `\n\n   > ${words.trim().replace(/\s*\n\s*/g, '\n   > ')}` : ''
      }`,
  );
  const words = answer?.by === 'passages' ? '' : withNumbers(text, answer).trim();
  const ending = message.status === 'working' ? 'This answer is still being written.' : endingOf(message);
  return [
    ...(words ? [words] : []),
    ...(ending ? [`*${ending}*`] : []),
    ...(sources.length > 0 ? [`Sources:\n\n${sources.join('\n')}`] : []),
  ].join('\n\n');
}

/** The answer's text with the numbers of its sources in it, as they are seen in the window. */
function withNumbers(text: string, answer: Message['answer']): string {
  const citations = [...(answer?.citations ?? [])].sort((a, b) => b.end - a.end || b.number - a.number);
  return citations.reduce(
    (whole, { end, number }) => `${whole.slice(0, end)} [${number}]${whole.slice(end)}`,
    text,
  );
}

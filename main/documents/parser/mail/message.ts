import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import { bytesText } from '../../../../preload/contract/amounts.ts';
import { FlowSink } from '../flow/sink.ts';
import type { FlowWriter } from '../flow/writer.ts';
import { decodeBytes } from '../text/decode.ts';
import { surveyUtf8 } from '../text/utf8.ts';
import { HtmlReader } from '../web/html-reader.ts';
import { writeContents } from '../web/page.ts';
import { Recording } from '../web/recording.ts';

const headerLines: readonly (readonly [label: string, key: 'from' | 'to' | 'cc' | 'bcc' | 'replyTo'])[] = [
  ['From', 'from'],
  ['To', 'to'],
  ['Cc', 'cc'],
  ['Bcc', 'bcc'],
  ['Reply to', 'replyTo'],
];

/** Messages that are attached to messages are read down to this depth; deeper ones are named. */
const maximumDepth = 8;

/**
 * Writes an e-mail: subject, who wrote to whom and when, what was written, what was attached. Messages attached to it, as
 * forwarded ones are, follow below headings of their own.
 */
export async function writeMessage(bytes: Uint8Array, flow: FlowWriter, depth = 0): Promise<void> {
  const email = await PostalMime.parse(inUtf8(bytes));
  // Browsers save whole pages as if they were messages (MHTML).
  if (email.html && email.headers.some((header) => header.key === 'snapshot-content-location')) {
    writePage(email.html, flow);
    return;
  }
  const subject = email.subject?.trim();
  if (subject) flow.heading(1 + depth, subject);
  else if (depth > 0) flow.heading(1 + depth, 'Message without a subject');
  const lines = headerLines
    .map(([label, key]) => [label, people(email[key])] as const)
    .filter(([, text]) => text !== '')
    .map(([label, text]) => `${label}: ${text}`);
  const date = email.headers.find((header) => header.key === 'date')?.value ?? email.date;
  if (date) lines.push(`Date: ${date}`);
  flow.paragraph(lines.join('\n'));
  writeBody(email, flow);
  const all = email.attachments.filter((each) => !each.related || each.disposition === 'attachment');
  const [messages, attached] = parted(
    all,
    (each) => each.mimeType === 'message/rfc822' && depth < maximumDepth,
  );
  if (attached.length > 0) nameAttachments(attached, flow);
  for (const message of messages) await writeMessage(bytesOf(message.content), flow, depth + 1);
}

/** Says what was attached and not read, in the text and in the report. */
function nameAttachments(attached: readonly Attachment[], flow: FlowWriter): void {
  const names = attached.map((each) => `${each.filename ?? each.mimeType} (${size(each.content)})`);
  flow.paragraph(`Attached: ${names.join(', ')}`);
  flow.note(
    'info',
    `${attached.length === 1 ? 'One attachment was' : `${attached.length} attachments were`} not read: ${attached
      .map((each) => each.filename ?? each.mimeType)
      .slice(0, 10)
      .join(', ')}. Save and add what you need.`,
  );
}

/** Items for which a condition holds, and the others. */
function parted<T>(items: readonly T[], condition: (item: T) => boolean): [T[], T[]] {
  const yes: T[] = [];
  const no: T[] = [];
  for (const item of items) (condition(item) ? yes : no).push(item);
  return [yes, no];
}

function bytesOf(content: Attachment['content']): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
}

/**
 * A message whose letters are bytes of an encoding that it does not name, as old programs sent them, in UTF-8; any other as
 * it is. Names of encodings are believed, so a message that holds one is left alone.
 */
function inUtf8(bytes: Uint8Array): Uint8Array {
  if (surveyUtf8(bytes).invalid === 0) return bytes;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (/charset\s*=\s*"?(?!us-ascii|unknown|x-unknown)/i.test(text)) return bytes;
  return new TextEncoder().encode(decodeBytes(bytes));
}

/** The plain text where there is one; else what a reader sees of the message as a page. */
function writeBody(email: Email, flow: FlowWriter): void {
  const text = email.text?.trim() ?? '';
  if (text !== '' && !isStandIn(text, email.html)) {
    for (const paragraph of text.split(/\n[ \t]*\n/)) flow.paragraph(paragraph);
    return;
  }
  if (!email.html) return;
  const sink = new FlowSink(flow);
  const reader = new HtmlReader(sink, { hasRegions: false, isXhtml: false });
  reader.write(email.html);
  reader.end();
  sink.end();
}

function writePage(html: string, flow: FlowWriter): void {
  const recording = new Recording();
  const reader = new HtmlReader(recording, { hasRegions: true, isXhtml: false });
  recording.region = () => reader.region;
  reader.write(html);
  reader.end();
  // The page is in memory as a whole already.
  for (const _ of writeContents(reader, recording, flow));
}

/** Some programs send, as plain text, only the remark that the message is a page. */
function isStandIn(text: string, html: string | undefined): boolean {
  return html !== undefined && text.length < 200 && html.length > 20 * text.length + 2000;
}

function people(addresses: Address | Address[] | undefined): string {
  if (!addresses) return '';
  const list = Array.isArray(addresses) ? addresses : [addresses];
  return list
    .map(person)
    .filter((text) => text !== '')
    .join(', ');
}

function person(address: Address): string {
  if (address.group) return `${address.name}: ${people(address.group)}`;
  if (!address.address) return address.name ?? '';
  return address.name && address.name !== address.address
    ? `${address.name} <${address.address}>`
    : address.address;
}

function size(content: ArrayBuffer | Uint8Array | string): string {
  return bytesText(typeof content === 'string' ? content.length : content.byteLength);
}

import { FlowWriter } from '../flow/writer.ts';
import type { ParsedItem, Parser } from '../interface.ts';
import { openRegularFile } from '../open.ts';
import { messagesOf } from './mailbox.ts';
import { writeMessage } from './message.ts';

/** E-mail (RFC 5322, MIME): a message, or a mailbox of many, each of which begins a page. Attachments are named, not read. */
export const parseEml: Parser = async function* parseEml(request, { signal }): AsyncGenerator<ParsedItem> {
  const file = await openRegularFile(request.path);
  await using _ = file.handle;
  const flow = new FlowWriter({ type: 'eml', paginated: false });
  for await (const { bytes, read } of messagesOf(file, signal)) {
    await writeMessage(bytes, flow);
    flow.nextPage();
    yield* flow.take();
    if (read < file.bytes) yield { kind: 'progress', done: read, total: file.bytes, unit: 'bytes' };
  }
  yield* flow.finish();
};

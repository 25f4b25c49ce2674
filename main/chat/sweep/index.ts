import { createHash } from 'node:crypto';
import type {
  AnswerRecord,
  InstalledModel,
  LedgerEntry,
  Passage,
  Sampling,
} from '../../../preload/contract/index.ts';
import type { Documents } from '../../documents/index.ts';
import type { Log } from '../../log.ts';
import type { Runtime, RuntimeEvent, Segment } from '../../runtime/index.ts';
import type { SweepNoteTable } from '../../store/sweep-notes.ts';
import { countTokens } from '../../tokenizer/index.ts';
import { ground } from '../answer/ground.ts';
import type { LiveAnswer } from '../answer/live-answer.ts';
import type { TurnRequest } from '../answer/prepare.ts';
import { failed, type TurnEnd, writeOn } from '../answer/turn-end.ts';
import { fixedTokens, ledgerEntry } from '../prompt/plan.ts';
import { sweepSlot } from '../slots.ts';
import { joinLines, linesOf, type PartNote, wantsLines } from './notes.ts';
import { noteTokens, partsOf, partTokensFor, type SweepPart } from './parts.ts';

export interface SweepRequest extends TurnRequest {
  live: LiveAnswer;
  sampling: Sampling;
  model: InstalledModel;
  contextTokens: number;
  ledger: LedgerEntry[];
}

export interface SweepServices {
  documents: Documents;
  runtime: Runtime;
  notes: SweepNoteTable;
  log: Log;
}

type Done = Extract<RuntimeEvent, { type: 'done' }>;

/**
 * Answers questions about everything: the model reads all attached documents part by part and notes what matters; the notes
 * make the answer. Each note is kept, so a sweep that was stopped or cut off goes on from where it was when it is asked again.
 */
export class Sweeps {
  readonly #services: SweepServices;

  constructor(services: SweepServices) {
    this.#services = services;
  }

  /** Never rejects; what was noted before a failure is in the answer. */
  async answer(request: SweepRequest): Promise<TurnEnd> {
    const { live } = request;
    const notes: PartNote[] = [];
    let read = 0;
    const parts = this.#parts(request);
    let done: Done | null = null;
    try {
      const began = performance.now();
      let fresh = 0;
      for (const part of parts) {
        const rate = fresh > 0 ? (fresh * 1000) / (performance.now() - began) : null;
        const secondsLeft = rate === null ? null : (parts.length - read) / rate;
        live.enter('sweep', { done: read, total: parts.length, unit: 'chunks', rate, secondsLeft });
        const { note, isFresh } = await this.#note(part, request);
        if (isFresh) fresh += 1;
        read += 1;
        if (linesOf(note).length > 0) notes.push({ passage: part.passage, note });
      }
      if (wantsLines(request.question) || notes.length === 0)
        return this.#listed(request, notes, parts, read, null);
      done = await this.#conclude(request, notes);
      const record = this.#record(
        request,
        parts,
        read,
        done,
        ground(
          live.text,
          [],
          notes.map((note) => note.passage),
          [request.question],
        ),
      );
      return { status: 'done', error: null, record };
    } catch (thrown) {
      const listed = live.text ? null : this.#listed(request, notes, parts, read, done);
      const record =
        listed?.record ??
        this.#record(
          request,
          parts,
          read,
          done,
          ground(
            live.text,
            [],
            notes.map((note) => note.passage),
            [request.question],
          ),
        );
      return failed(thrown, this.#services.log, record, live.signal);
    }
  }

  #parts(request: SweepRequest): SweepPart[] {
    const { documents } = this.#services;
    const tokens = partTokensFor(request, request.contextTokens);
    return request.attached
      .filter((document) => document.status === 'ready')
      .flatMap((document) =>
        partsOf(document, documents.chunksOf(document.id), tokens, (start, end) =>
          documents.textOf(document.id, { start, end }),
        ),
      );
  }

  /** The model's note on one part, from the cache when it was made before. */
  async #note(part: SweepPart, request: SweepRequest): Promise<{ note: string; isFresh: boolean }> {
    const { template, systemPrompt, question, model } = request;
    const key = createHash('sha256')
      .update(
        JSON.stringify([model.hash, template.version, systemPrompt, question, part.passage.file, part.hash]),
      )
      .digest('hex');
    const known = this.#services.notes.get(key);
    if (known !== undefined) return { note: known, isFresh: false };
    let note = '';
    await this.#generate(
      request,
      [
        { text: template.preamble(systemPrompt), kind: 'plain' },
        { text: template.part(question, part.passage.file, part.passage.text), kind: 'plain' },
      ],
      noteTokens,
      (text) => {
        note += text;
      },
    );
    // Of a document that was removed meanwhile nothing is kept.
    const { documentId } = part.passage;
    if (this.#services.documents.summary(documentId)) this.#services.notes.put(key, documentId, note.trim());
    return { note: note.trim(), isFresh: true };
  }

  /** Writes the answer from the notes; when there are too many for the context, from as many as fit, evenly chosen. */
  async #conclude(request: SweepRequest, notes: readonly PartNote[]): Promise<Done | null> {
    const { template, systemPrompt, question, contextTokens, live } = request;
    const room = contextTokens - fixedTokens(request) - Math.min(request.maxTokens, contextTokens / 4) - 64;
    const asPassages: Passage[] = notes.map(({ passage, note }) => ({
      ...passage,
      text: note,
      tokens: countTokens(note) + 24,
    }));
    const kept = thinnedTo(asPassages, room);
    return await this.#generate(
      request,
      [
        { text: template.preamble(systemPrompt), kind: 'plain' },
        { text: template.question(question, kept), kind: 'plain' },
      ],
      request.maxTokens,
      (text) => writeOn(live, text),
    );
  }

  async #generate(
    request: SweepRequest,
    prompt: Segment[],
    maxTokens: number,
    onText: (text: string) => void,
  ): Promise<Done | null> {
    const { live, model, sampling, template } = request;
    let done: Done | null = null;
    const events = this.#services.runtime.generate(
      {
        modelId: model.id,
        slot: sweepSlot(live.conversationId),
        prompt,
        sampling,
        stop: template.stop,
        maxTokens,
      },
      { signal: live.signal },
    );
    for await (const event of events) {
      if (event.type === 'text') onText(event.text);
      else if (event.type === 'done') done = event;
    }
    return done;
  }

  #listed(
    request: SweepRequest,
    notes: readonly PartNote[],
    parts: readonly SweepPart[],
    read: number,
    done: Done | null,
  ): TurnEnd {
    const { text, passages, citations } = joinLines(notes);
    const all =
      text || (read === parts.length ? 'Every part was read, and none holds anything for this request.' : '');
    request.live.append(all);
    const { unsupported } = ground(all, [], passages, [request.question]);
    return {
      status: 'done',
      error: null,
      record: this.#record(request, parts, read, done, { passages, citations, unsupported }),
    };
  }

  #record(
    request: SweepRequest,
    parts: readonly SweepPart[],
    read: number,
    done: Done | null,
    grounding: Pick<AnswerRecord, 'passages' | 'citations' | 'unsupported'>,
  ): AnswerRecord {
    const { model, sampling, contextTokens } = request;
    const partEntries = parts.map(({ passage }, index) =>
      ledgerEntry('passage', passage.file, passage.tokens, {
        included: index < read,
        reason: index < read ? null : 'The sweep ended before this part.',
        documentId: passage.documentId,
        start: passage.start,
        end: passage.end,
        page: passage.page,
      }),
    );
    return {
      by: 'model',
      modelName: model.name,
      modelHash: model.hash,
      mode: 'sweep',
      seed: done?.seed ?? null,
      sampling,
      contextTokens,
      promptTokens: done?.promptTokens ?? null,
      reusedTokens: done?.reusedTokens ?? null,
      answerTokens: done?.answerTokens ?? null,
      firstTokenMs: done?.firstTokenMs ?? null,
      tokensPerSecond: done?.tokensPerSecond ?? null,
      endedBy: done?.endedBy ?? null,
      ledger: [
        ...request.ledger.filter((entry) => entry.part === 'system' || !entry.included),
        ...partEntries,
      ],
      alsoLookedFor: [],
      ...grounding,
    };
  }
}

/** As many passages as fit `room` tokens, chosen evenly over the whole so that no part of a document is favoured. */
export function thinnedTo(passages: readonly Passage[], room: number): Passage[] {
  for (let step = 1; step <= passages.length; step++) {
    const kept = passages.filter((_, index) => index % step === 0);
    if (kept.reduce((sum, passage) => sum + passage.tokens, 0) <= room) return kept;
  }
  return [];
}

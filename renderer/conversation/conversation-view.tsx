import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { AnswerMode, Conversation, Place } from '../../preload/contract/index.ts';
import { useAddFiles } from '../drop/add-files.ts';
import { DropZone } from '../drop/drop-zone.tsx';
import { go } from '../route/route.ts';
import { ViewHeader } from '../shell/view-header.tsx';
import { errorOf, keyOf, useAction, useCall } from '../transport/calls.ts';
import { useBittern } from '../transport/provider.tsx';
import { FailedState } from '../ui/empty-state.tsx';
import { useNotify } from '../ui/toasts.tsx';
import { Announcer } from './announcer.tsx';
import { hasChatModel } from './chat-model.ts';
import { Composer, type Refusal } from './composer.tsx';
import { ConversationHeader } from './conversation-header.tsx';
import { moveDraft, newDraft, sentDraft } from './drafts.ts';
import { MessageList } from './message-list.tsx';
import { Welcome } from './welcome.tsx';

/** A conversation, or the place where a new one begins. */
export function ConversationView({ id }: { id: string | null }) {
  const { data, error, refetch } = useCall('conversation.get', { id: id ?? '' }, { enabled: id !== null });
  if (id !== null && !data)
    return (
      <>
        <ViewHeader title="" />
        {error && (
          <FailedState
            message={error.message}
            onRetry={error.code === 'not-found' ? undefined : () => void refetch()}
          />
        )}
      </>
    );
  return <LoadedConversation conversation={id === null ? null : (data ?? null)} />;
}

function LoadedConversation({ conversation }: { conversation: Conversation | null }) {
  const bittern = useBittern();
  const cache = useQueryClient();
  const notify = useNotify();
  const models = useCall('model.list', {}).data?.models ?? [];
  const hasModel = hasChatModel(models);
  const [newMode, setNewMode] = useState<AnswerMode>('auto');
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const configure = useAction('conversation.configure', {
    onDone: (changed) => cache.setQueryData(keyOf('conversation.get', { id: changed.id }), changed),
  });
  const mode = conversation?.settings.mode ?? newMode;
  const id = conversation?.id ?? null;

  /** The conversation's id; a new one is made and shown when there is none yet. */
  const ensure = useCallback(async (): Promise<string> => {
    if (id !== null) return id;
    const created = await bittern.call('conversation.create', {});
    const shown =
      newMode === 'auto'
        ? created
        : await bittern.call('conversation.configure', { id: created.id, settings: { mode: newMode } });
    cache.setQueryData(keyOf('conversation.get', { id: created.id }), shown);
    moveDraft(newDraft, created.id);
    go({ view: 'conversation', id: created.id }, { replace: true });
    return created.id;
  }, [bittern, cache, id, newMode]);

  const destination = useMemo(() => ({ to: 'conversation' as const, id: ensure }), [ensure]);
  const { add, adding } = useAddFiles(destination);

  const attempt = async (work: () => Promise<unknown>, text?: string) => {
    try {
      await work();
    } catch (thrown) {
      const { code, message } = errorOf(thrown);
      // What is wrong with a question is said beside it.
      if (text !== undefined && (code === 'too-large' || code === 'bad-input'))
        setRefusal({ text, sentence: message });
      else notify({ level: 'error', text: message });
    }
  };
  const send = async (text: string, leaveOut: Place[] = []) => {
    setSending(true);
    setRefusal(null);
    await attempt(async () => {
      // A question that is refused leaves everything as it was: no conversation begins, and its text stays where it is.
      const { conversationId } = await bittern.call('chat.ask', { conversationId: id, text, mode, leaveOut });
      sentDraft(id ?? newDraft, conversationId, text);
      const key = keyOf('conversation.get', { id: conversationId });
      if (id === null) {
        cache.setQueryData(key, await bittern.call('conversation.get', { id: conversationId }));
        go({ view: 'conversation', id: conversationId }, { replace: true });
        return;
      }
      // The program has told of the change already, so an answer that is on its way holds it.
      await cache.invalidateQueries({ queryKey: key }, { cancelRefetch: false });
    }, text);
    setSending(false);
  };
  const pick = (documentIds: string[]) =>
    attempt(async () => {
      const conversationId = await ensure();
      const changed = await bittern.call('conversation.attach', { id: conversationId, documentIds });
      cache.setQueryData(keyOf('conversation.get', { id: conversationId }), changed);
    });
  const sample = () =>
    attempt(async () => {
      const conversationId = await ensure();
      await bittern.call('document.sample', { conversationId });
      await cache.invalidateQueries({ queryKey: keyOf('conversation.get', { id: conversationId }) });
    });

  const working = conversation?.messages.findLast(({ status }) => status === 'working') ?? null;
  const welcome = (
    <Welcome
      hasModel={hasModel}
      documents={conversation?.documents ?? []}
      onSample={() => void sample()}
      onItems={(items) => void add(items)}
      onQuestion={(text) => void send(text)}
    />
  );
  return (
    <DropZone
      title={conversation ? 'Add to this conversation' : 'Start a conversation with it'}
      text="Files and folders become its documents. A GGUF file or a checkpoint folder becomes a model."
      onItems={(items) => void add(items)}
    >
      <ConversationHeader conversation={conversation} />
      {conversation ? (
        <MessageList key={conversation.id} conversation={conversation} busy={working !== null}>
          {welcome}
        </MessageList>
      ) : (
        <div className="min-h-0 flex-1 overflow-y-auto [scrollbar-gutter:stable_both-edges]">
          <div className="mx-auto w-full max-w-[46rem] px-4 pt-6 pb-8 sm:px-6">{welcome}</div>
        </div>
      )}
      <Composer
        conversation={conversation}
        mode={mode}
        working={working}
        adding={adding}
        hasModel={hasModel}
        sending={sending}
        refusal={refusal}
        onSend={(text, leaveOut) => void send(text, leaveOut)}
        onMode={(chosen) => {
          if (conversation) configure.mutate({ id: conversation.id, settings: { mode: chosen } });
          else setNewMode(chosen);
        }}
        onItems={(items) => void add(items)}
        onPicked={(ids) => void pick(ids)}
      />
      <Announcer messages={conversation?.messages ?? []} />
    </DropZone>
  );
}

import { Copy, Download, Ellipsis, Pencil, SlidersHorizontal, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Conversation } from '../../preload/contract/index.ts';
import { useFocusBack } from '../focus/focus-back.ts';
import { RuntimeSign } from '../shell/runtime-line.tsx';
import { SidebarButton } from '../shell/sidebar-button.tsx';
import { IconButton } from '../ui/button.tsx';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { useNotify } from '../ui/toasts.tsx';
import { asMarkdown } from './as-markdown.ts';
import { ConversationSheet } from './conversation-sheet.tsx';
import { useRemoveConversation } from './remove-conversation.tsx';
import { RenameField } from './rename-field.tsx';
import { fileNameFor, saveText } from './save-text.ts';
import { useWrittenSoFar } from './written-so-far.ts';

/** The conversation's title and what can be done with it as a whole. */
export function ConversationHeader({ conversation }: { conversation: Conversation | null }) {
  const [renaming, setRenaming] = useState(false);
  const title = useRef<HTMLButtonElement>(null);
  const field = useFocusBack(renaming, title);
  const [configuring, setConfiguring] = useState(false);
  const remove = useRemoveConversation();
  const notify = useNotify();
  const written = useWrittenSoFar();
  const copy = async (shown: Conversation) => {
    await navigator.clipboard.writeText(asMarkdown(await written(shown)));
    notify({ level: 'info', text: 'The conversation is in the clipboard, as Markdown.' });
  };
  const save = async (shown: Conversation) =>
    saveText(fileNameFor(shown.title), asMarkdown(await written(shown)));
  return (
    <header className="flex h-13 shrink-0 items-center gap-1 px-3">
      <SidebarButton />
      {conversation && renaming ? (
        <RenameField ref={field} conversation={conversation} onClose={() => setRenaming(false)} />
      ) : (
        <div className="min-w-0 flex-1">
          <h1 className="truncate px-1.5 text-sm font-semibold">
            {conversation ? (
              <button
                ref={title}
                type="button"
                title="Rename"
                className="max-w-full truncate rounded-md px-1 py-0.5 hover:bg-hover"
                onClick={() => setRenaming(true)}
              >
                {conversation.title}
              </button>
            ) : (
              <span className="px-1">New conversation</span>
            )}
          </h1>
          <RuntimeSign />
        </div>
      )}
      {conversation && (
        <>
          <IconButton
            label="Conversation settings"
            icon={SlidersHorizontal}
            onClick={() => setConfiguring(true)}
          />
          <Menu trigger={<IconButton label="More" icon={Ellipsis} />}>
            <MenuItem icon={Pencil} onSelect={() => setRenaming(true)}>
              Rename…
            </MenuItem>
            <MenuItem icon={Copy} onSelect={() => void copy(conversation)}>
              Copy as Markdown
            </MenuItem>
            <MenuItem icon={Download} onSelect={() => void save(conversation)}>
              Save as Markdown…
            </MenuItem>
            <MenuItem
              icon={Trash2}
              danger
              onSelect={() => void remove({ ...conversation, documents: conversation.documents.length })}
            >
              Delete…
            </MenuItem>
          </Menu>
          <ConversationSheet conversation={conversation} open={configuring} onOpenChange={setConfiguring} />
        </>
      )}
    </header>
  );
}

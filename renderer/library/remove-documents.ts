import { closePlace } from '../page/opened.ts';
import { useAction } from '../transport/calls.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { counted } from '../ui/figures.ts';
import type { Chosen } from './selection.ts';

/** Removes documents after asking; resolves to whether it was done. */
export function useRemoveDocuments(): (documents: readonly Chosen[]) => Promise<boolean> {
  const confirm = useConfirm();
  const remove = useAction('document.remove');
  return async (documents) => {
    const [first] = documents;
    if (!first) return false;
    const used = documents.some(({ conversations }) => conversations > 0);
    const agreed = await confirm({
      title:
        documents.length === 1
          ? `Remove “${first.fileName}”?`
          : `Remove ${counted(documents.length, 'document')}?`,
      text: `${
        used
          ? `${documents.length === 1 ? 'It is' : 'Some are'} used in conversations; their sources will no longer open. `
          : ''
      }Bittern’s copy and index are deleted. The file on your disk stays.`,
      action: 'Remove',
    });
    if (!agreed) return false;
    for (const { id } of documents) await remove.mutateAsync({ id }).catch(() => {});
    closePlace();
    return true;
  };
}

import { useId, useState } from 'react';
import type { CatalogueEntry, InstalledModel, Recipe } from '../../preload/contract/index.ts';
import { useAction, useCall } from '../transport/calls.ts';
import { Button } from '../ui/button.tsx';
import { Option, SwitchRow } from '../ui/choice.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { bytes } from '../ui/figures.ts';
import { offeredRecipes, recipeWords } from './recipes.ts';

/** Ways of storing that are offered at once; the others are for who knows why. */
const usual: readonly Recipe[] = ['IQ4_NL', 'Q4_K', 'Q8_0'];

/** What getting a model will do, with the choices there are, before the first byte. */
export function GetDialog({
  entry,
  made,
  open,
  onOpenChange,
}: {
  entry: CatalogueEntry;
  /** The model that was made of it already, to which another one is added that is stored differently. */
  made?: InstalledModel;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const id = useId();
  const settings = useCall('settings.get', {}).data;
  const recipes = offeredRecipes(entry.installedBytes).filter((one) => one !== made?.recipe);
  const [chosen, setRecipe] = useState<Recipe | ''>('');
  const [showAll, setShowAll] = useState(false);
  const [kept, setKept] = useState<boolean | null>(null);
  const get = useAction('model.get', { quiet: true, onDone: () => onOpenChange(false) });
  const isHere = made !== undefined && made.originalBytes > 0;
  const keep = isHere || (entry.kind !== 'embedding' && (kept ?? settings?.keepOriginal ?? false));
  const inSettings = settings?.recipe && recipes.includes(settings.recipe) ? settings.recipe : '';
  const recipe = chosen || inSettings;
  const suggested = recipes.includes(entry.recommendedRecipe) ? entry.recommendedRecipe : recipes[0]!;
  const shownRecipe = recipe || suggested;
  const size = entry.installedBytes[shownRecipe] ?? 0;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={made ? `Store ${entry.name} differently` : `Get ${entry.name}`}
      description={`${isHere ? 'The original is here already: it is checked' : `${bytes(entry.downloadBytes)} are downloaded, checked,`} and stored in ${bytes(size)}${made ? `, beside the ${bytes(made.bytes)} of ${made.recipe}` : ''}. It can be paused, and goes on after a restart.`}
    >
      <div className="mt-3 divide-y divide-line">
        {recipes.length > 1 && (
          <fieldset className="pb-3">
            <legend className="text-sm font-medium">Stored as</legend>
            <div className="mt-2 space-y-1.5">
              {(showAll ? recipes : recipes.filter((one) => usual.includes(one) || one === recipe)).map(
                (value) => (
                  <Option
                    key={value}
                    name={`${id}-recipe`}
                    title={value}
                    note={`${bytes(entry.installedBytes[value]!)}${value === entry.recommendedRecipe ? ' · recommended' : ''}`}
                    text={recipeWords[value]}
                    checked={shownRecipe === value}
                    onChoose={() => setRecipe(value)}
                  />
                ),
              )}
            </div>
            {!showAll && recipes.some((one) => !usual.includes(one)) && (
              <button
                type="button"
                className="button button-quiet mt-1 -ml-2"
                onClick={() => setShowAll(true)}
              >
                Show every way to store it
              </button>
            )}
          </fieldset>
        )}
        {entry.kind !== 'embedding' && !isHere && (
          <SwitchRow
            label="Keep the original"
            text={`Takes another ${bytes(entry.downloadBytes)}, and lets you store it differently later without a new download.`}
            checked={keep}
            onChange={setKept}
          />
        )}
      </div>
      <p className="mt-3 text-sm text-ink-2">
        On disk afterwards:{' '}
        <strong className="tabular text-ink">
          {bytes(size + (made?.bytes ?? 0) + (keep ? made?.originalBytes || entry.downloadBytes : 0))}
        </strong>
      </p>
      {settings?.offline && (
        <p role="alert" className="mt-3 rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">
          Bittern is set to stay offline. Change that in Settings first.
        </p>
      )}
      {get.error && (
        <p role="alert" className="mt-3 text-sm text-bad wrap-anywhere">
          {get.error.message}
        </p>
      )}
      <div className="mt-6 flex justify-end gap-2">
        <Button onClick={() => onOpenChange(false)}>Cancel</Button>
        <Button
          look="primary"
          disabled={get.isPending || settings?.offline === true}
          onClick={() =>
            get.mutate({
              catalogueId: entry.id,
              keepOriginal: keep,
              ...(recipe || made ? { recipe: shownRecipe } : {}),
            })
          }
        >
          {get.isPending ? 'Starting…' : isHere ? 'Convert' : 'Download'}
        </Button>
      </div>
    </Dialog>
  );
}

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import {
  BitternError,
  bytesText,
  type InstalledModel,
  type Job,
  recipe,
} from '../../../preload/contract/index.ts';
import type { App } from '../../app.ts';
import { oneOf } from '../arguments.ts';
import { call } from '../call.ts';
import { type Context, optionsOf, withApp } from '../context.ts';

export function addModels(program: Command, context: Context): void {
  const models = program
    .command('models')
    .description('the models that are installed, and those that can be had')
    .action(async (_options, command: Command) => {
      const options = optionsOf(command);
      return await withApp(context, options, (app) => list(app, options.json ?? false, context));
    });
  models
    .command('add')
    .description('install a model: a GGUF file, a checkpoint folder, or an identifier of the catalogue')
    .argument('<pathOrId>')
    .option(
      '--type <recipe>',
      `how a checkpoint is stored: ${recipe.options.join(', ')}`,
      oneOf(recipe.options),
    )
    .option('--keep-original', 'keep the downloaded checkpoint beside the converted model')
    .action(async (pathOrId: string, _options, command: Command) => {
      const options = optionsOf<AddOptions>(command);
      return await withApp(context, options, (app) => add(app, pathOrId, options, context));
    });
}

interface AddOptions {
  type?: (typeof recipe.options)[number];
  keepOriginal?: boolean;
  json?: boolean;
}

async function list(app: App, json: boolean, { output, signal }: Context): Promise<void> {
  const { models } = await call(app, 'model.list', {}, signal);
  if (json) {
    for (const model of models) await output.json(model);
    return;
  }
  for (const model of models) await output.line(describe(model));
  const { entries } = await call(app, 'model.catalogue', {}, signal);
  const missing = entries.filter((entry) => !entry.installed);
  if (models.length === 0) output.say('No model is installed.');
  if (missing.length > 0)
    await output.line(`${models.length > 0 ? '\n' : ''}To be had with: bittern models add ID`);
  for (const entry of missing)
    await output.line(
      `  ${entry.id}  ${entry.name}, ${entry.licence}, download ${bytesText(entry.downloadBytes)}. ${entry.fit.text}`,
    );
}

function describe(model: InstalledModel): string {
  const facts = [model.recipe, bytesText(model.bytes), ...(model.isDefault ? ['default'] : [])].join(', ');
  const problem = model.problem ? `\n    ${model.problem}` : '';
  return `${model.id}  ${model.name} (${facts})\n    ${model.path}${problem}`;
}

async function add(app: App, pathOrId: string, options: AddOptions, context: Context): Promise<void> {
  const { output, signal } = context;
  const chosen = options.type ? { recipe: options.type } : {};
  const added = existsSync(pathOrId)
    ? await call(
        app,
        'model.add',
        { sources: [{ kind: 'path', path: resolve(pathOrId) }], ...chosen },
        signal,
      )
    : { model: null, job: await get(app, pathOrId, options, chosen, signal) };
  const job = added.job && (await follow(app, added.job, context));
  const { models } = await call(app, 'model.list', {}, signal);
  const model = added.model ?? models.find(({ id }) => id === job?.subject);
  if (!model) throw new BitternError('internal', 'The model was installed but is not in the list.');
  if (options.json) await output.json(model);
  else await output.line(describe(model));
}

async function get(
  app: App,
  id: string,
  { keepOriginal }: AddOptions,
  chosen: { recipe?: (typeof recipe.options)[number] },
  signal: AbortSignal,
): Promise<Job> {
  const { entries } = await call(app, 'model.catalogue', {}, signal);
  if (!entries.some((entry) => entry.id === id)) {
    const known = entries.map((entry) => entry.id).join(', ');
    throw new BitternError(
      'not-found',
      `There is no file or folder "${id}", and no model of that name. Known: ${known}.`,
    );
  }
  return await call(
    app,
    'model.get',
    { catalogueId: id, ...chosen, ...(keepOriginal && { keepOriginal }) },
    signal,
  );
}

/** Shows a job until it ends. Interrupted, it stays as it is and goes on the next time Bittern runs. */
async function follow(app: App, job: Job, { output, signal }: Context): Promise<Job> {
  const stopListening = app.events.listen((name, payload) => {
    if (name !== 'job.changed' || (payload as Job).id !== job.id) return;
    const { step, progress } = payload as Job;
    output.status(step, progress);
  });
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  try {
    const settled = await Promise.race([app.jobs.board.whenSettled(job.id), aborted]);
    if (settled.state === 'done') return settled;
    throw new BitternError('bad-input', settled.error ?? settled.step);
  } finally {
    stopListening();
    output.clearStatus();
  }
}

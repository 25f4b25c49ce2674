import type { Command } from 'commander';
import { type Context, optionsOf, withApp } from '../context.ts';

export function addText(program: Command, context: Context): void {
  program
    .command('text')
    .description('the stored text of a document, its pages separated by form feeds')
    .argument('<documentId>', 'as printed by `bittern import`')
    .action(async (documentId: string, _options, command: Command) => {
      const options = optionsOf(command);
      return await withApp(context, options, async (app) => {
        // Exactly what is stored: nothing is added at the end either.
        const text = app.documents.textOf(documentId);
        if (options.json) await context.output.json({ documentId, text });
        else await context.output.write(text);
      });
    });
}

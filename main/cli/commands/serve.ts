import { resolve } from 'node:path';
import type { Command } from 'commander';
import { openInBrowser } from '../../web/system.ts';
import { serveWindow } from '../../web.ts';
import { integer } from '../arguments.ts';
import { call } from '../call.ts';
import { type Context, optionsOf, withApp } from '../context.ts';

interface ServeOptions {
  port?: number;
  open: boolean;
  model?: string;
}

export function addServe(program: Command, context: Context): void {
  program
    .command('serve')
    .description('the window in a browser; prints its address, which holds a secret: keep it to yourself')
    .option('--port <n>', 'the port on 127.0.0.1; without it, a free one', integer(0, 65_535))
    .option('--no-open', 'do not open the browser')
    .option('--model <gguf>', 'a model file to answer with')
    .action(async (_options, command: Command) => {
      const options = optionsOf<ServeOptions>(command);
      const { output, signal } = context;
      return await withApp(context, options, async (app) => {
        if (options.model !== undefined) {
          const { id } = await app.models.addFile(resolve(options.model));
          await call(app, 'model.setDefault', { id }, signal);
        }
        const server = await serveWindow(app, options.port ?? 0);
        app.start();
        try {
          if (options.json) await output.json({ address: server.address });
          else await output.line(server.address);
          if (options.open)
            openInBrowser(server.address, () =>
              output.say('No browser could be started. Open the address above.'),
            );
          await new Promise<void>((done) => {
            if (signal.aborted) done();
            signal.addEventListener('abort', () => done(), { once: true });
          });
        } finally {
          await server.close();
        }
      });
    });
}

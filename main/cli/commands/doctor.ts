import type { Command } from 'commander';
import { call } from '../call.ts';
import { type Context, optionsOf, withApp } from '../context.ts';

export function addDoctor(program: Command, context: Context): void {
  program
    .command('doctor')
    .description('what this machine can do, and what to do about what it cannot')
    .action(async (_options, command: Command) => {
      const options = optionsOf(command);
      return await withApp(context, options, async (app) => {
        const { findings } = await call(app, 'runtime.doctor', {}, context.signal);
        for (const finding of findings) {
          if (options.json) await context.output.json(finding);
          else await context.output.line(`${finding.ok ? '✓' : '✗'} ${finding.subject}: ${finding.text}`);
        }
      });
    });
}

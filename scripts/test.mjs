/**
 * `npm test`: everything that must hold before a change is taken, from a fresh clone: installs what is missing, checks
 * types, style, boundaries and unused code, builds, runs unit and end-to-end tests. The last line counts them all.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { ensureInstalled, fail, pinnedNode, root } from './repository.mjs';

const bin = join(root, 'node_modules/.bin');
const reports = join(root, 'node_modules/.cache/bittern');

/** Counts of one step. */
const none = { passed: 0, failed: 0, skipped: 0 };

/** Runs a program with the pinned Node first on the PATH, printing what it prints. Returns its exit code. */
function run(commandLine, environment = {}) {
  const result = spawnSync(commandLine[0], commandLine.slice(1), {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...process.env, ...environment, PATH: `${bin}${delimiter}${process.env.PATH}` },
  });
  return result.status ?? 1;
}

/** A step that holds or does not: one test. */
function check(name, ...commandLines) {
  const failed = commandLines.some((commandLine) => run(commandLine) !== 0);
  return { name, ...none, [failed ? 'failed' : 'passed']: 1 };
}

/** A vitest project: as many tests as its report says. A run that gives no report, or fails beside its tests, is a failure. */
function tests(name, project, environment) {
  const report = join(reports, `${project}.json`);
  rmSync(report, { force: true });
  const code = run(
    [
      'vitest',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    environment,
  );
  if (!existsSync(report)) return { name, ...none, failed: 1 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, success } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  const failed = numFailedTests === 0 && (code !== 0 || !success) ? 1 : numFailedTests;
  return { name, passed: numPassedTests, failed, skipped: numPendingTests + (numTodoTests ?? 0) };
}

function testAll() {
  ensureInstalled();
  mkdirSync(reports, { recursive: true });
  const projects = ['main', 'preload', 'renderer', 'test'];
  const results = [
    check('types', ...projects.map((project) => ['tsc', '-p', project])),
    check('style', ['biome', 'check', '--error-on-warnings', '.']),
    check('boundaries', [
      'depcruise',
      '--config',
      '.dependency-cruiser.cjs',
      'main',
      'preload',
      'renderer',
      'test',
    ]),
    check('unused code', ['knip']),
    check('build', [pinnedNode, join(root, 'scripts/build.mjs')]),
    tests('unit tests', 'unit'),
  ];
  const browser = ensureBrowser();
  if (browser) results.push(tests('end-to-end tests', 'e2e', { BITTERN_CHROMIUM: browser }));
  else {
    process.stderr.write(
      'No browser was found and none could be installed: the end-to-end tests cannot run.\n',
    );
    results.push({ name: 'end-to-end tests', ...none, failed: 1 });
  }
  return results;
}

try {
  const started = performance.now();
  const results = testAll();
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  process.stdout.write('\n');
  for (const { name, passed, failed, skipped } of results)
    process.stdout.write(
      `${failed > 0 ? '✗' : '✓'} ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped\n`,
    );
  process.stdout.write(`${Math.round((performance.now() - started) / 1000)} s\n`);
  const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
  process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed${skipped}\n`);
  process.exitCode = sum('failed') > 0 ? 1 : 0;
} catch (thrown) {
  fail(thrown);
}

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
  return { name, ...countsOf(JSON.parse(readFileSync(report, 'utf8')), code) };
}

/** What a report of vitest's JSON reporter counts. A run that fails with no failed test failed beside its tests: one more. */
export function countsOf(report, exitCode) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests = 0, success } = report;
  const isHidden = numFailedTests === 0 && (exitCode !== 0 || !success);
  return {
    passed: numPassedTests,
    failed: numFailedTests + (isHidden ? 1 : 0),
    skipped: numPendingTests + numTodoTests,
  };
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

/** The last line of a run: how many tests and checks passed, failed and were skipped. */
export function total(results) {
  const sum = (key) => results.reduce((all, result) => all + result[key], 0);
  const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped}`;
}

if (import.meta.filename === process.argv[1]) {
  try {
    const started = performance.now();
    const results = testAll();
    process.stdout.write('\n');
    for (const result of results)
      process.stdout.write(`${result.failed > 0 ? '✗' : '✓'} ${result.name}: ${total([result])}\n`);
    process.stdout.write(`${Math.round((performance.now() - started) / 1000)} s\n${total(results)}\n`);
    process.exitCode = results.some(({ failed }) => failed > 0) ? 1 : 0;
  } catch (thrown) {
    fail(thrown);
  }
}

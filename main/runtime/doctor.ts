import { statfs } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { bytesText, type DoctorReport } from '../../preload/contract/index.ts';
import { vectorProblem } from '../store/vector-functions.ts';
import type { RuntimeOptions } from './faces.ts';
import { usesInstruction } from './instructions.ts';
import type { Machine } from './interface.ts';
import type { Residence } from './residence.ts';

type Finding = DoctorReport['findings'][number];

/** Room that a model, its checkpoint and the evaluated prompts want on the disk. */
const diskWanted = 12e9;
/** Below this not even the smallest context of BTLM has room. */
const memoryWanted = 2.6e9;

/** What this machine has for running a model, and what of it will be used. */
export async function examine(
  options: RuntimeOptions,
  residence: Residence,
  signal: AbortSignal,
): Promise<DoctorReport> {
  const findings: Finding[] = [program(), await disk(options.snapshotsDirectory), meaning()];
  try {
    const { machine, engine } = await residence.process.machine(signal);
    findings.push(
      processor(machine),
      instructions(machine),
      memory(machine),
      graphics(machine, engine.backend),
    );
    findings.push(await model(options, residence, signal));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    findings.push({ subject: 'Runtime', ok: false, text });
  }
  return { findings };
}

function program(): Finding {
  const { electron, node } = process.versions;
  const shell = electron ? `Electron ${electron}, Node ${node}` : `Node ${node}`;
  const ok = Number.parseInt(node, 10) >= 24;
  return {
    subject: 'Program',
    ok,
    text: `${shell} on ${process.platform} ${release()} (${process.arch})${ok ? '' : '. Node 24 or newer is needed.'}`,
  };
}

async function disk(directory: string): Promise<Finding> {
  for (let folder = directory; ; folder = dirname(folder)) {
    const found = await statfs(folder).catch(() => null);
    if (!found) {
      if (folder === dirname(folder))
        return { subject: 'Disk', ok: true, text: 'Its free space is not known.' };
      continue;
    }
    const free = found.bavail * found.bsize;
    const ok = free >= diskWanted;
    const advice = ok
      ? ''
      : ` Getting a model and keeping evaluated prompts takes up to ${bytesText(diskWanted)}.`;
    return {
      subject: 'Disk',
      ok,
      text: `${bytesText(free)} free for models and evaluated prompts.${advice}`,
    };
  }
}

/** Whether passages can be compared by meaning: sqlite-vec is not made for every platform. */
function meaning(): Finding {
  const problem = vectorProblem();
  return {
    subject: 'Search by meaning',
    ok: problem === null,
    text: problem ?? 'Possible with an embedding model, which is under Models.',
  };
}

function processor({ threads }: Machine): Finding {
  const name = cpus()[0]?.model.trim() ?? 'unknown';
  return { subject: 'Processor', ok: true, text: `${name}, ${threads} of ${cpus().length} cores are used.` };
}

/** Without these ggml falls back to code that is several times slower. */
function instructions({ instructions: text }: Machine): Finding {
  const has = (name: string): boolean => usesInstruction(text, name);
  const names = ['AMX_INT8', 'AVX512', 'AVX2', 'AVX', 'NEON', 'MATMUL_INT8', 'DOTPROD', 'SVE'].filter(has);
  const ok = has('AVX2') || has('NEON');
  return {
    subject: 'Instructions',
    ok,
    text: ok
      ? `${names.join(', ')}.`
      : 'This processor lacks AVX2; answers will be several times slower than on a newer one.',
  };
}

function memory({ memory: { free } }: Machine): Finding {
  const ok = free >= memoryWanted;
  const advice = ok ? '' : ' BTLM needs about 2.5 GB: close other programs before asking.';
  return { subject: 'Memory', ok, text: `${bytesText(free)} of ${bytesText(totalmem())} are free.${advice}` };
}

function graphics({ backend, notice, devices, deviceMemory }: Machine, wanted: string): Finding {
  if (backend === 'cpu')
    return {
      subject: 'GPU',
      ok: notice === null,
      text:
        notice ?? (wanted === 'cpu' ? 'Not used, as set.' : 'None that can be used; the processor is used.'),
    };
  const room = deviceMemory
    ? `, ${bytesText(deviceMemory.free)} of ${bytesText(deviceMemory.total)} free`
    : '';
  return { subject: 'GPU', ok: true, text: `${devices.join(', ')} through ${backend}${room}.` };
}

async function model(options: RuntimeOptions, residence: Residence, signal: AbortSignal): Promise<Finding> {
  const found = options.models.defaultModel();
  if (!found)
    return {
      subject: 'Model',
      ok: false,
      text: 'None is installed. Add BTLM under Models, or with "bittern models add".',
    };
  if (found.problem !== null) return { subject: 'Model', ok: false, text: `${found.name}: ${found.problem}` };
  const { plan } = await residence.planner.plan(found, {}, signal);
  return { subject: 'Model', ok: plan.fits, text: `${found.name}: ${plan.reason}` };
}

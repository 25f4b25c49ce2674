import { getLlama, type Llama, type Token } from 'node-llama-cpp';

let llama: Promise<Llama> | undefined;

/**
 * Probabilities of the next token after the last of `tokens`, straight from llama.cpp on the processor: flash attention off, float32
 * cache where asked for, one thread (with more, tests that run side by side wait for each other).
 */
export async function llamaProbabilities(
  path: string,
  prompts: readonly (readonly number[])[],
): Promise<Map<number, number>[]> {
  llama ??= getLlama({ gpu: false, build: 'never', skipDownload: true, progressLogs: false });
  const model = await (await llama).loadModel({ modelPath: path, gpuLayers: 0, useMmap: false });
  const context = await model.createContext({
    contextSize: Math.max(64, ...prompts.map((prompt) => prompt.length + 1)),
    threads: 1,
    flashAttention: false,
  });
  try {
    const sequence = context.getSequence();
    const results: Map<number, number>[] = [];
    for (const prompt of prompts) {
      await sequence.clearHistory();
      const last = prompt.at(-1)! as Token;
      const outputs = await sequence.controlledEvaluate([
        ...(prompt.slice(0, -1) as Token[]),
        [
          last,
          { generateNext: { probabilities: true, options: { temperature: 1, topK: 0, topP: 1, minP: 0 } } },
        ],
      ]);
      results.push(outputs.at(-1)!.next.probabilities as Map<number, number>);
    }
    return results;
  } finally {
    await context.dispose();
    await model.dispose();
  }
}

/** Whether llama.cpp's own line about the instruction sets it uses, its "system info", names one as used. */
export function usesInstruction(line: string, name: string): boolean {
  return new RegExp(`\\b${name} = 1`).test(line);
}

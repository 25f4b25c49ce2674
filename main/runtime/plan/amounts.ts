/** Bytes as people read them: "3.1 GB", "640 MB" (decimal, as disks and memory budgets are sold). */
export function inWords(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

/** Tokens as people read them: "8,192". */
export function tokensInWords(tokens: number): string {
  return tokens.toLocaleString('en-US');
}

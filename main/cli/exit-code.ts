/**
 * Ends a command with this code after everything that had to be said was said: 2 for what the person can mend, 1 for a
 * defect, 130 for Ctrl-C.
 */
export class ExitCode extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit code ${code}`);
    this.code = code;
  }
}

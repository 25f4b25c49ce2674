/** The one IPC channel, known to the preload script and the program and to no page. */
export const channel = 'bittern';

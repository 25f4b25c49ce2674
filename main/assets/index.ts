/** The window's own files and the originals of documents, as every door that shows a window serves them. */
export { contentType } from './content-type.ts';
export { listAssets } from './files.ts';
export { answerOriginal, type Original } from './original.ts';
export { pageHeaders } from './policy.ts';
export { windowFolder } from './window-folder.ts';

import { join } from 'node:path';
import type { App } from './app.ts';
import { windowFolder } from './assets/index.ts';
import { Session } from './door/session.ts';
import { startWebServer, type WebServer } from './web/server.ts';
import { Uploads } from './web/uploads.ts';

/** Opens the browser shell over a running program: the same window and contract as in Electron. */
export async function serveWindow(app: App, port: number): Promise<WebServer> {
  const uploads = new Uploads(join(app.dataDirectory, 'uploads'));
  await uploads.prepare();
  return await startWebServer({
    port,
    assets: windowFolder(),
    uploads,
    log: app.log,
    openSession: (post) => new Session(app, post),
    findOriginal: (id) => app.documents.originalOf(id),
  });
}

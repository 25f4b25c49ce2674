import './jitless.ts';
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { channel } from './channel.ts';
import { asBitternError, type Bittern, Client } from './contract/index.ts';

/** What the window sees as `window.bittern`: the contract, and the two things only a preload script can tell. */
export interface ElectronBridge extends Bittern {
  /** Paths of files that the person dropped or chose, in their order; empty for what is not a file on disk. */
  pathsOf(files: File[]): string[];
  /** Node's name of the platform. */
  readonly platform: string;
}

const client = new Client((message) => ipcRenderer.send(channel, message));
ipcRenderer.on(channel, (_event, message) => client.receive(message));

/** Classes do not cross the bridge: an error arrives as its code and sentence. */
const plain = (thrown: unknown): never => {
  throw asBitternError(thrown).toWire();
};

const bridge: ElectronBridge = {
  call: (name, input) => client.call(name, input).catch(plain),
  open: (name, input, listener) =>
    client.open(name, input, {
      onItem: (item) => listener.onItem(item),
      onEnd: (error) => listener.onEnd(error?.toWire() as typeof error),
    }),
  on: (name, listener) => client.on(name, (payload) => listener(payload)),
  pathsOf: (files) => files.map((file) => webUtils.getPathForFile(file)),
  platform: process.platform,
};

contextBridge.exposeInMainWorld('bittern', bridge);

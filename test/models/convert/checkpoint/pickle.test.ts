import { describe, expect, it } from 'vitest';
import { readStateDictPickle } from '../../../../main/models/convert/checkpoint/pickle.ts';
import { isKind } from '../../../../main/models/convert/checkpoint/pickle-values.ts';
import { PickleWriter, pickleStateDict } from '../../../support/checkpoint/pickle-writer.ts';

const tensor = { name: 'a.weight', type: 'BF16', shape: [2, 3], storage: '0', storageCount: 6 } as const;

/** `callable(*arguments)` as a pickle: a global, a tuple of strings, REDUCE. */
function callPickle(module: string, name: string, ...texts: string[]): Buffer {
  const writer = new PickleWriter().global(module, name).raw(0x28);
  for (const text of texts) writer.string(text);
  return writer.raw(0x74, 0x52).stop();
}

describe('reading the pickle of a state dict', () => {
  it('finds names, types, shapes and storages', () => {
    const root = readStateDictPickle(
      pickleStateDict([tensor, { ...tensor, name: 'b', storage: '1', offset: 4 }]),
    );
    expect(isKind(root, 'dict') && [...root.entries.keys()]).toEqual(['a.weight', 'b']);
    expect(isKind(root, 'dict') && [...root.entries.values()]).toMatchObject([
      {
        kind: 'tensor',
        shape: [2, 3],
        strides: [3, 1],
        offset: 0,
        storage: { type: 'BF16', key: '0', count: 6 },
      },
      { kind: 'tensor', offset: 4, storage: { key: '1' } },
    ]);
  });

  it('reads figures beyond 32 bits', () => {
    const root = readStateDictPickle(
      pickleStateDict([{ ...tensor, storageCount: 2 ** 33, offset: 2 ** 32 }]),
    );
    expect(isKind(root, 'dict') && [...root.entries.values()]).toMatchObject([
      { offset: 2 ** 32, storage: { count: 2 ** 33 } },
    ]);
  });

  it.each([
    ['os', 'system', 'touch owned'],
    ['posix', 'system', 'touch owned'],
    ['nt', 'system', 'calc'],
    ['builtins', 'eval', '1+1'],
    ['builtins', 'exec', 'pass'],
    ['__builtin__', 'eval', '1+1'],
    ['subprocess', 'Popen', 'sh'],
    ['runpy', 'run_path', 'x.py'],
    ['torch.hub', 'load', 'x'],
    ['torch', 'load', 'x'],
    ['collections', 'OrderedDict.__init__', 'x'],
    ['torch._utils', '_rebuild_tensor', 'x'],
    ['torch', 'DoubleStorage', 'x'],
    ['', '__proto__', 'x'],
    ['hasOwn', 'Property', 'x'],
    ['torch', '_utils._rebuild_tensor_v2', 'x'],
    ['torch._utils', '_rebuild_tensor_v2.__globals__', 'x'],
    ['сollections', 'OrderedDict', 'a letter of another alphabet'],
  ])('refuses %s.%s by name', (module, name, argument) => {
    expect(() => readStateDictPickle(callPickle(module, name, argument))).toThrow(`${module}.${name}`);
  });

  it('refuses a name that is put together on the stack', () => {
    const pickle = new PickleWriter()
      .string('os')
      .string('system')
      .raw(0x93)
      .string('true')
      .raw(0x85, 0x52)
      .stop();
    expect(() => readStateDictPickle(pickle)).toThrow('“os.system”');
  });

  it.each([
    ['INST', Buffer.from('(ios\nsystem\n.')],
    ['OBJ', new PickleWriter().raw(0x28).orderedDict().raw(0x6f).stop()],
    ['NEWOBJ', new PickleWriter().global('collections', 'OrderedDict').raw(0x29, 0x81).stop()],
    ['NEWOBJ_EX', new PickleWriter().global('collections', 'OrderedDict').raw(0x29, 0x7d, 0x92).stop()],
    ['EXT1', new PickleWriter().raw(0x82, 1).stop()],
    ['EXT2', new PickleWriter().raw(0x83, 1, 0).stop()],
    ['EXT4', new PickleWriter().raw(0x84, 1, 0, 0, 0).stop()],
    ['PERSID', Buffer.from('P0\n.')],
    ['PERSID', Buffer.from('P../../etc/passwd\n.')],
    ['DUP', Buffer.from(')2.')],
    ['NEXT_BUFFER', new PickleWriter().raw(0x97).stop()],
    ['BINUNICODE8', new PickleWriter().raw(0x8d, 255, 255, 255, 255, 255, 255, 255, 127).stop()],
  ])('refuses the instruction %s, which builds objects', (name, pickle) => {
    expect(() => readStateDictPickle(pickle)).toThrow(`instruction ${name}`);
  });

  it.each<[string, PickleWriter]>([
    [
      'memo, as module and name',
      new PickleWriter()
        .string('os')
        .raw(0x94)
        .string('system')
        .raw(0x94, 0x68, 0, 0x68, 1, 0x93, 0x29, 0x52),
    ],
    [
      'memo, over a name that is known',
      new PickleWriter()
        .global('collections', 'OrderedDict')
        .raw(0x71, 0)
        .global('os', 'system')
        .raw(0x71, 0),
    ],
    [
      'state of an object',
      new PickleWriter()
        .orderedDict()
        .raw(0x7d)
        .string('__setstate__')
        .global('os', 'system')
        .raw(0x73, 0x62),
    ],
    [
      'type of a storage',
      new PickleWriter().raw(0x28).string('storage').global('os', 'system').string('0').string('cpu'),
    ],
    [
      'hooks of a tensor',
      new PickleWriter().global('torch._utils', '_rebuild_tensor_v2').raw(0x28, 0x28).global('os', 'system'),
    ],
    ['class of an object', new PickleWriter().raw(0x28).global('os', 'system').string('id').raw(0x6f)],
  ])('refuses a name that comes through the %s', (_, writer) => {
    expect(() => readStateDictPickle(writer.stop())).toThrow('“os.system”');
  });

  it('does not run what follows the end', () => {
    const two = Buffer.concat([pickleStateDict([tensor]), callPickle('os', 'system', 'true')]);
    expect(isKind(readStateDictPickle(two), 'dict')).toBe(true);
  });

  it('is not led in circles by a value that holds itself', () => {
    const writer = new PickleWriter().raw(0x7d, 0x94, 0x68, 0).string('a').raw(0x68, 0, 0x73);
    expect(isKind(readStateDictPickle(writer.stop()), 'dict')).toBe(true);
  });

  it('refuses a list so long that it would take all memory', () => {
    const pickle = Buffer.concat([Buffer.from([0x80, 2]), Buffer.alloc(3_000_000, ')'), Buffer.from('.')]);
    expect(() => readStateDictPickle(pickle)).toThrow('too long');
  });

  it('refuses to call or set up what is no tensor and no dictionary', () => {
    const called = new PickleWriter().global('torch', 'HalfStorage').raw(0x29, 0x52).stop();
    expect(() => readStateDictPickle(called)).toThrow('makes no tensor');
    const built = new PickleWriter().global('torch', 'HalfStorage').raw(0x7d, 0x62).stop();
    expect(() => readStateDictPickle(built)).toThrow('no dictionary');
  });

  it('refuses a storage whose name is a path', () => {
    const pickle = pickleStateDict([{ ...tensor, storage: '../../x' }]);
    expect(() => readStateDictPickle(pickle)).toThrow('“../../x”, a path that leads elsewhere');
  });

  it('calls damage damage, wherever the pickle is cut', () => {
    const whole = pickleStateDict([tensor]);
    for (let length = 0; length < whole.length; length++)
      expect(() => readStateDictPickle(whole.subarray(0, length)), `${length} bytes`).toThrow('damaged');
  });
});

import { damagedPickle, PickleMachine, refusePickle } from './pickle-machine.ts';
import {
  isKind,
  knownGlobals,
  type PickleStorage,
  type PickleTensor,
  type PickleValue,
} from './pickle-values.ts';

type Instruction = (machine: PickleMachine) => unknown;

/** What a list of weights needs of pickle, by opcode. Source: Python’s `pickletools`. */
const instructions: Readonly<Record<number, Instruction>> = {
  128: (m) => m.take(1), // PROTO
  149: (m) => m.take(8), // FRAME
  40: (m) => m.pushMark(), // MARK
  78: (m) => m.push(null), // NONE
  136: (m) => m.push(true), // NEWTRUE
  137: (m) => m.push(false), // NEWFALSE
  74: (m) => m.push(m.take(4).readInt32LE()), // BININT
  75: (m) => m.push(m.byte()), // BININT1
  77: (m) => m.push(m.take(2).readUInt16LE()), // BININT2
  138: (m) => m.push(m.long(m.byte())), // LONG1
  71: (m) => m.push(m.take(8).readDoubleBE()), // BINFLOAT
  88: (m) => m.push(m.text(m.take(4).readUInt32LE())), // BINUNICODE
  140: (m) => m.push(m.text(m.byte())), // SHORT_BINUNICODE
  125: (m) => m.push({ kind: 'dict', entries: new Map() }), // EMPTY_DICT
  93: (m) => m.push({ kind: 'list', items: [] }), // EMPTY_LIST
  41: (m) => m.push({ kind: 'tuple', items: [] }), // EMPTY_TUPLE
  133: (m) => pushTuple(m, 1), // TUPLE1
  134: (m) => pushTuple(m, 2), // TUPLE2
  135: (m) => pushTuple(m, 3), // TUPLE3
  116: (m) => m.push({ kind: 'tuple', items: m.popToMark() }), // TUPLE
  115: (m) => setItems(m, [m.pop(), m.pop()].reverse()), // SETITEM
  117: (m) => setItems(m, m.popToMark()), // SETITEMS
  97: (m) => append(m, [m.pop()]), // APPEND
  101: (m) => append(m, m.popToMark()), // APPENDS
  113: (m) => m.remember(m.byte()), // BINPUT
  114: (m) => m.remember(m.take(4).readUInt32LE()), // LONG_BINPUT
  148: (m) => m.rememberNext(), // MEMOIZE
  104: (m) => m.recall(m.byte()), // BINGET
  106: (m) => m.recall(m.take(4).readUInt32LE()), // LONG_BINGET
  99: (m) => m.push(globalNamed(m.line(), m.line())), // GLOBAL
  147: (m) => importFromStack(m), // STACK_GLOBAL
  81: (m) => m.push(storageOf(m.pop())), // BINPERSID
  82: (m) => reduce(m), // REDUCE
  98: (m) => build(m), // BUILD
};

const stopOpcode = 46;

/** Python’s names of the other instructions, for the refusal’s sentence: those that call something, and those that hold no weights. */
const refusedNames: Readonly<Record<number, string>> = {
  48: 'POP',
  49: 'POP_MARK',
  50: 'DUP',
  66: 'BINBYTES',
  67: 'SHORT_BINBYTES',
  70: 'FLOAT',
  73: 'INT',
  76: 'LONG',
  80: 'PERSID',
  83: 'STRING',
  84: 'BINSTRING',
  85: 'SHORT_BINSTRING',
  86: 'UNICODE',
  100: 'DICT',
  103: 'GET',
  105: 'INST',
  108: 'LIST',
  111: 'OBJ',
  112: 'PUT',
  129: 'NEWOBJ',
  130: 'EXT1',
  131: 'EXT2',
  132: 'EXT4',
  139: 'LONG4',
  141: 'BINUNICODE8',
  142: 'BINBYTES8',
  143: 'EMPTY_SET',
  144: 'ADDITEMS',
  145: 'FROZENSET',
  146: 'NEWOBJ_EX',
  150: 'BYTEARRAY8',
  151: 'NEXT_BUFFER',
  152: 'READONLY_BUFFER',
};

/** A list of 3,000 tensors takes 200,000; each may leave a value in memory. */
const maximumInstructions = 2_000_000;

const notRun = 'It was refused and nothing in it was run.';

/**
 * Reads the pickle of a PyTorch state dict, and only that. It is a list of instructions for a stack machine; those that
 * build plain values are carried out, the two calls that PyTorch needs (a tensor from a storage, an ordered dictionary) are
 * recognised by name, and every other name or instruction ends the reading with `unreadable`. Nothing in it is ever executed.
 */
export function readStateDictPickle(bytes: Buffer): PickleValue {
  const machine = new PickleMachine(bytes);
  for (let count = 0; ; count++) {
    if (count === maximumInstructions)
      refusePickle('The checkpoint’s list of tensors is too long to be one.');
    const opcode = machine.byte();
    if (opcode === stopOpcode) return machine.pop();
    const instruction = instructions[opcode];
    if (!instruction)
      refusePickle(
        `The checkpoint uses the pickle instruction ${refusedNames[opcode] ?? opcode}, which a list of weights never needs. ${notRun}`,
      );
    instruction(machine);
  }
}

function pushTuple(machine: PickleMachine, length: number): void {
  const items = Array.from({ length }, () => machine.pop()).reverse();
  machine.push({ kind: 'tuple', items });
}

function setItems(machine: PickleMachine, items: PickleValue[]): void {
  const target = machine.top();
  if (!isKind(target, 'dict') || items.length % 2 !== 0) damagedPickle();
  for (let index = 0; index < items.length; index += 2) target.entries.set(items[index]!, items[index + 1]!);
}

function append(machine: PickleMachine, items: PickleValue[]): void {
  const target = machine.top();
  if (!isKind(target, 'list')) damagedPickle();
  for (const item of items) target.items.push(item);
}

function importFromStack(machine: PickleMachine): void {
  const name = machine.pop();
  const module = machine.pop();
  if (typeof name !== 'string' || typeof module !== 'string') damagedPickle();
  machine.push(globalNamed(module, name));
}

function globalNamed(module: string, name: string): PickleValue {
  const full = `${module}.${name}`;
  // A name with a dot leads through an attribute of something else.
  if (name.includes('.') || !Object.hasOwn(knownGlobals, full))
    refusePickle(
      `The checkpoint asks to load “${full.slice(0, 200)}”, which a list of weights never needs. ${notRun}`,
    );
  return knownGlobals[full as keyof typeof knownGlobals];
}

function reduce(machine: PickleMachine): void {
  const parameters = machine.pop();
  const callee = machine.pop();
  if (!isKind(parameters, 'tuple')) damagedPickle();
  if (isKind(callee, 'rebuild')) machine.push(tensorOf(parameters.items));
  else if (isKind(callee, 'ordered-dict') && parameters.items.length === 0)
    machine.push({ kind: 'dict', entries: new Map() });
  else refusePickle(`The checkpoint calls something that makes no tensor. ${notRun}`);
}

/** A state dict carries its modules’ version numbers as an attribute; they say nothing about weights. */
function build(machine: PickleMachine): void {
  machine.pop();
  if (!isKind(machine.top(), 'dict'))
    refusePickle(`The checkpoint sets up an object that is no dictionary. ${notRun}`);
}

const isCount = (value: PickleValue | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** `('storage', type, key, location, count)`, PyTorch’s persistent id. */
function storageOf(value: PickleValue): PickleStorage {
  if (!isKind(value, 'tuple')) damagedPickle();
  const [tag, type, key, , count] = value.items;
  if (tag !== 'storage' || !isKind(type, 'storage-type') || typeof key !== 'string' || !isCount(count))
    damagedPickle();
  if (!/^[0-9A-Za-z_-]{1,64}$/.test(key))
    refusePickle(`The checkpoint names a storage “${key.slice(0, 120)}”, a path that leads elsewhere.`);
  return { kind: 'storage', type: type.type, key, count };
}

/** `(storage, offset, size, stride, requires_grad, backward_hooks)`, the arguments of `_rebuild_tensor_v2`. */
function tensorOf(items: readonly PickleValue[]): PickleTensor {
  const [storage, offset, size, stride] = items;
  if (!isKind(storage, 'storage') || !isCount(offset) || !isKind(size, 'tuple') || !isKind(stride, 'tuple'))
    damagedPickle();
  const shape = size.items.filter(isCount);
  const strides = stride.items.filter(isCount);
  if (shape.length !== size.items.length || strides.length !== shape.length) damagedPickle();
  return { kind: 'tensor', storage, offset, shape, strides };
}

import type { XmlAttributes } from '../../xml/reader.ts';

/** A switch of WordprocessingML is on unless it says otherwise. */
export function isOn(attributes: XmlAttributes): boolean {
  const value = attributes['w:val'];
  return value !== '0' && value !== 'false' && value !== 'off';
}

/** What becomes of the text in a group. */
export type Destination =
  | 'text'
  | 'skip'
  | 'fonts'
  | 'styles'
  | 'title'
  | 'label'
  | 'note'
  | 'comment'
  | 'header'
  | 'footer'
  | 'shape';

/** Destinations that RTF marks as such. All others, and all that are marked as ignorable, are skipped. */
export const destinations: ReadonlyMap<string, Destination> = new Map<string, Destination>([
  ['fonttbl', 'fonts'],
  ['stylesheet', 'styles'],
  ['title', 'title'],
  ['listtext', 'label'],
  ['pntext', 'label'],
  ['footnote', 'note'],
  ['annotation', 'comment'],
  ['header', 'header'],
  ['headerl', 'header'],
  ['headerr', 'header'],
  ['headerf', 'header'],
  ['footer', 'footer'],
  ['footerl', 'footer'],
  ['footerr', 'footer'],
  ['footerf', 'footer'],
  ['shptxt', 'shape'],
  // The same text twice, for old readers and for those that know Unicode; the second is read.
  ['upr', 'skip'],
  ['ud', 'text'],
  // Parts of fields, shapes, objects and formulas through which text is reached.
  ['fldrslt', 'text'],
  ['result', 'text'],
  ['moMath', 'text'],
  ['moMathPara', 'text'],
  ...(
    'colortbl info pict shppict nonshppict object objdata objclass objname objalias objsect fldinst datafield datastore themedata colorschememapping ' +
    'listtable listoverridetable rsidtbl xmlnstbl latentstyles generator filetbl revtbl pgptbl mmathPr mmathPict nonesttables ' +
    'shprslt shpinst sp sn sv background bkmkstart bkmkend pn pnseclvl ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn template ' +
    'author operator subject keywords comment doccomm company manager category hlinkbase userprops atnid atnauthor atnref ' +
    'atndate atnicn atnparent xe tc tcn rxe txe private falt panose fontemb ebcstart ebcend formfield wgrffmtfilter'
  )
    .split(' ')
    .map((name): [string, Destination] => [name, 'skip']),
]);

/** State that a group inherits and leaves behind when it ends. */
export interface GroupState {
  destination: Destination;
  /** The group itself began the destination, so that its end ends it. */
  begins: boolean;
  font: number;
  /** Bytes of fallback text after each `\u` character. */
  fallbackBytes: number;
  isHidden: boolean;
  isDeleted: boolean;
  isRaised: boolean;
  /** Nothing in the group is text, not even what would be reached in other groups that are skipped. */
  isSealed: boolean;
  /** `\*` stood at the beginning of the group: skip it unless the destination is known. */
  isIgnorable: boolean;
}

/** The state at the beginning of a file. */
export function outermostGroup(): GroupState {
  return {
    destination: 'text',
    begins: false,
    font: -1,
    fallbackBytes: 1,
    isHidden: false,
    isDeleted: false,
    isRaised: false,
    isSealed: false,
    isIgnorable: false,
  };
}

export function innerGroup(outer: GroupState): GroupState {
  return { ...outer, begins: false, isIgnorable: false };
}

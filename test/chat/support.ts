/** What a search gives that finds nothing. */
export const nothingFound = {
  passages: [],
  leftOut: [],
  hasWords: false,
  alsoLookedFor: [],
  by: 'words',
  note: null,
  ms: 1,
};

/** How an item of a list begins: a bullet, a number, a letter, a reference. */
export const listMarker =
  /^(?:[•‣◦▪●○■□►▶➢✓✔–—*·-]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\[\d{1,3}\]|\(?[ivxlc]{1,5}[.)])(?:\s|$)/;

/** How a sentence ends. */
export const sentenceEnd = /[.!?:;…。！？][\])"'”’»]*$/;

/** A line of a table of contents: dots that lead to a page number. */
export const contentsLine = /(?:[.…]\s?){4,}\s*[\divxlc]{1,6}$/i;

/** How the caption of a figure or a table begins. */
export const captionStart =
  /^(?:figure|fig\.|table|tab\.|chart|diagram|listing|algorithm|abbildung|abb\.|tabelle|tableau|figura|tabla|図|表|图)(?:\s*\d|\s+(?:[a-z]|[ivx]{2,})(?![\p{L}’']))/iu;

/** How a numbered heading begins; its first group is the number where it is made of figures. */
export const numbered =
  /^(?:(\d{1,3}(?:\.\d{1,3}){0,5})\.?|[A-Z]\.|[IVX]{1,5}\.|(?:chapter|part|appendix|kapitel|anhang|chapitre)\s+\w{1,4}[.:]?)\s+\S/i;

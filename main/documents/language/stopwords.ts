/**
 * Words that say nothing about what a question is about, for the languages that most documents are written in. Short on
 * purpose: rarity in the documents themselves decides the rest.
 */
const lists = {
  en: `a an the of in on at to for from by with as is are was were be been being do does did has have had what which who
    whom whose when where why how that this these those it its they them their he she his her i you we my your our me us
    and or not no nor than then there here can could would should will may might must shall about into onto if so such any
    some also just please tell give show explain describe between during after before under over more most many much other
    s t re ve ll d m`,
  de: `der die das den dem des ein eine einen einem einer eines und oder aber nicht kein keine ist sind war waren wird werden
    wurde wurden hat haben hatte sein von vom zu zum zur mit bei für auf aus an am in im ins um nach vor über unter
    durch gegen ohne als wie wer was wann wo warum wieso welche welcher welches wem wen es er sie wir ihr ich man sich
    dass ob wenn auch noch nur schon so sehr viel viele kann können soll muss`,
  fr: `le la les un une des du de d l et ou mais ne pas plus est sont était étaient être été a ont avait avoir ce cet cette
    ces il elle ils elles on nous vous je qui que quoi quel quelle quels quelles quand où comment pourquoi combien dans
    sur sous par pour avec sans en au aux à se son sa ses leur leurs y si comme t s n qu c j`,
  es: `el la los las un una unos unas de del al y o u pero no es son era eran fue fueron ser sido ha han había que qué quién
    quiénes cuál cuáles cuándo dónde cómo cuánto cuántos por para con sin en sobre entre desde hasta se su sus lo le les
    este esta estos estas ese esa como más muy ya si`,
  it: `il lo la i gli le un uno una di del della dei delle dello al alla ai alle dal dalla nel nella e o ma non è sono era
    erano stato essere ha hanno aveva che chi cosa quale quali quando dove come perché quanto quanti per con senza in su
    tra fra da si suo sua suoi sue questo questa questi queste più`,
  pt: `o a os as um uma uns umas de do da dos das ao à e ou mas não é são era eram foi foram ser sido tem têm tinha que
    quem qual quais quando onde como quanto quantos por para com sem em no na nos nas sobre entre se seu sua seus suas
    este esta isto esse essa mais muito já`,
  nl: `de het een en of maar niet geen is zijn was waren wordt worden werd heeft hebben had van te tot met bij voor op uit aan
    in om naar over onder door als hoe wie wat wanneer waar waarom welke dat die dit deze er hij zij ze we wij ik men ook
    nog al zo veel kan kunnen moet`,
} as const;

const sets = Object.values(lists).map((list) => new Set(list.split(/\s+/)));
const english = sets[0]!;

/**
 * The stop words for a question: English ones, and those of the language of which it has most, so that the German `die`
 * is left out of a German question and stays in an English one.
 * @param words the question's words in lower case, with their diacritics
 */
export function stopWordsFor(words: readonly string[]): ReadonlySet<string> {
  let best = english;
  let bestCount = words.filter((word) => english.has(word)).length;
  for (const set of sets) {
    const count = words.filter((word) => set.has(word)).length;
    if (count > bestCount) {
      best = set;
      bestCount = count;
    }
  }
  return best;
}

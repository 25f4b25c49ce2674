import { isWithin, type Region } from './region.ts';

const navigationRoles = new Set([
  'navigation',
  'menu',
  'menubar',
  'search',
  'contentinfo',
  'banner',
  'dialog',
  'alertdialog',
  'toolbar',
  'tablist',
]);

/** Words in ids and classes of what surrounds a page's contents on every page of a site. */
const surroundings =
  /(?:^|[\s_-])(?:nav|navi|navbar|navigation|topnav|subnav|sidenav|menu|submenu|breadcrumbs?|sidebar|side-bar|footer|masthead|toolbar|pagination|pager|prevnext|prev-next|cookies?|consent|gdpr|share|sharing|social|adverts?|advertisement|ads?|sponsor(?:ed)?|promo|newsletter|subscribe|signup|login|related|recommended|recommendations|popup|modal|banner|widget|widgets|tagcloud|blogroll|links|side|sharedaddy|jp-relatedposts|most-read|most-popular|trending|more-stories|read-more|read-next|recirculation|outbrain|taboola)(?:$|[\s_-])/i;

/** Names that well-known generators of pages give to their navigation, whatever stands in it. */
const knownSurroundings =
  /(?:^|\s)(?:sphinxsidebar|sphinxsidebarwrapper|related|navheader|navfooter|breadcrumbs?|mw-navigation|mw-panel|mw-head|mw-sidebar-button|catlinks|printfooter|navbox|vertical-navbox|vector-[a-z-]*menu|vector-header|vector-column-start|siteNotice|toctitle-nav|rst-versions|wy-nav-side|rst-footer-buttons|md-header|md-sidebar|md-footer|md-tabs|theme-doc-sidebar-container|pagination-nav|cookie-?(?:banner|consent|notice|bar)|onetrust-[a-z-]+|nav-wrapper|nav-chapters|mobile-nav-chapters|menu-bar|sidebar-elems)(?:\s|$)/i;

/** Names of the boxes that ask for consent to cookies, which have sentences and buttons instead of links. */
const consent =
  /(?:^|[\s_-])(?:cookies?|consent|gdpr|ccpa)[\s_-](?:[a-z]+[\s_-])?(?:banner|notice|bar|popup|modal|overlay|dialog|message|window|wall|law|alert|consent)(?:$|[\s_-])|(?:^|\s)(?:cc-window|cc-banner|CybotCookiebotDialog|didomi-[a-z-]+|qc-cmp2?-[a-z-]+|truste-[a-z_-]+|osano-cm-[a-z-]+|usercentrics-[a-z-]+|sp_message_container\S*)(?:\s|$)/i;

/** Names of a list of the page's own headings; its links lead to the page itself. */
const ownContents = /(?:^|\s)(?:toc|toc-container|table-of-contents|tableofcontents|on-this-page)(?:\s|$)/i;

/** Words in ids and classes of what ends a page, whatever its share of links: who made it, whose it is, how to reach them. */
const pageEnd = /(?:^|[\s_-])(?:footer|foot|colophon|copyright|imprint|legal)(?:$|[\s_-])/i;

const isMain = (region: Region): boolean => region.name === 'main' || region.role === 'main';
const isArticle = (region: Region): boolean => region.name === 'article' || region.role === 'article';

const linkShare = (region: Region): number =>
  region.characters === 0 ? 0 : region.linkCharacters / region.characters;

/**
 * Judges which regions of a page are its contents and which surround them: navigation, banners, footers, lists of links to
 * other pages. Errs on the side of keeping: a page on which nothing would be left is kept whole.
 */
export class MainContent {
  readonly #dropped = new Set<Region>();
  readonly #mains: readonly Region[];
  readonly #total: number;
  readonly #prose: number;

  constructor(regions: readonly Region[]) {
    this.#total = regions.reduce((sum, region) => (region.parent ? sum : sum + region.characters), 0);
    this.#prose = regions.reduce((sum, region) => (region.parent ? sum : sum + region.prose), 0);
    for (const region of regions) if (this.#isSurrounding(region)) this.#dropped.add(region);
    this.#mains = this.#findMains(regions);
    for (const region of this.#looseLinkLists(regions)) this.#dropped.add(region);
    if (this.#keptCharacters() < this.#total * 0.1) {
      this.#dropped.clear();
      this.#mains = [];
    }
  }

  /** True for navigation and the like: text that is not even the title of the page. */
  drops(region: Region | null): boolean {
    return isWithin(region, (each) => this.#dropped.has(each));
  }

  /** True when text of a region belongs to the page's contents; text outside all regions does. */
  keeps(region: Region | null): boolean {
    if (this.drops(region)) return false;
    return this.#mains.length === 0 || isWithin(region, (each) => this.#mains.includes(each));
  }

  /** True when something of the page was judged not to be its contents. */
  get hasDropped(): boolean {
    return this.#dropped.size > 0 || this.#mains.length > 0;
  }

  #isSurrounding(region: Region): boolean {
    if (region.name === 'body' || isMain(region)) return false;
    const insideContent = isWithin(region.parent, (each) => isMain(each) || isArticle(each));
    if (region.name === 'nav' || navigationRoles.has(region.role)) return !this.#isTheBulk(region);
    if (region.name === 'search') return true;
    if (region.name === 'footer' && !insideContent) return !this.#isTheBulk(region);
    if (region.name === 'header' && !insideContent) return !region.hasHeading && !this.#isTheBulk(region);
    if (region.name === 'aside') return !insideContent || linkShare(region) > 0.6;
    if (this.#isTheBulk(region)) return false;
    if (knownSurroundings.test(region.label) || consent.test(region.label)) return true;
    if (ownContents.test(region.label) && this.#isShortList(region)) return true;
    if (!insideContent && this.#endsPage(region)) return true;
    if (!surroundings.test(region.label) || region.name === 'article') return false;
    return linkShare(region) > 0.5 || (region.prose === 0 && region.links > 0 && region.characters < 200);
  }

  /** Containers of nearly everything carry names such as "has-sidebar"; they are never surroundings. */
  #isTheBulk(region: Region): boolean {
    return region.characters > this.#total * 0.4 && linkShare(region) < 0.8;
  }

  /** No sentences, though perhaps a heading, and little beside the rest of the page. */
  #isShortList(region: Region): boolean {
    return region.prose < 60 && region.characters < this.#total * 0.3;
  }

  /** A small box without prose, after all the prose of the page, that calls itself the page's foot. */
  #endsPage(region: Region): boolean {
    return (
      pageEnd.test(region.label) &&
      region.prose === 0 &&
      region.proseBefore === this.#prose &&
      this.#prose > 500 &&
      region.characters < this.#total * 0.15
    );
  }

  #findMains(regions: readonly Region[]): Region[] {
    const live = (region: Region): boolean => !isWithin(region, (each) => this.#dropped.has(each));
    const mains = regions.filter((region) => isMain(region) && live(region));
    const characters = mains.reduce((sum, region) => sum + region.characters, 0);
    if (characters > 250 || characters > this.#total * 0.3) return mains;
    const articles = regions.filter(
      (region) => isArticle(region) && live(region) && !isWithin(region.parent, isArticle),
    );
    const [article] = articles;
    return articles.length === 1 && article && article.characters > this.#total * 0.5 && article.hasHeading
      ? [article]
      : [];
  }

  /**
   * Lists and boxes of links that no name gives away, on a page without `main`: before its first prose, or after the last
   * where no heading announces them.
   */
  #looseLinkLists(regions: readonly Region[]): Region[] {
    if (this.#mains.length > 0 || this.#prose < 500) return [];
    return regions.filter(
      (region) =>
        region.links >= 3 &&
        region.prose === 0 &&
        linkShare(region) > 0.8 &&
        region.characters / region.links < 40 &&
        region.characters < this.#total * 0.2 &&
        !isWithin(region.parent, (each) => this.#dropped.has(each)) &&
        (region.proseBefore < 60 || (region.proseBefore === this.#prose && !region.followsHeading)),
    );
  }

  #keptCharacters(): number {
    let kept = this.#total;
    for (const region of this.#dropped)
      if (!isWithin(region.parent, (each) => this.#dropped.has(each))) kept -= region.characters;
    return kept;
  }
}

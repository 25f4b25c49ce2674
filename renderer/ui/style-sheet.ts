import { useEffect } from 'react';

/**
 * Stands in for `react-style-singleton`, which Radix uses to lock scrolling behind a dialog: the same face, but the
 * rules go into a constructed style sheet instead of a `<style>` element, so `style-src 'self'` holds.
 */
export function stylesheetSingleton() {
  let users = 0;
  let sheet: CSSStyleSheet | null = null;
  return {
    add(rules: string): void {
      if (users++ > 0) return;
      sheet = new CSSStyleSheet();
      sheet.replaceSync(rules);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    },
    remove(): void {
      if (--users > 0) return;
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((adopted) => adopted !== sheet);
      sheet = null;
    },
  };
}

/** A hook that keeps rules in force while any component uses it. */
export function styleHookSingleton() {
  const sheet = stylesheetSingleton();
  return (rules: string, dynamic?: boolean): void => {
    // biome-ignore lint/correctness/useExhaustiveDependencies: rules are fixed unless said to be dynamic
    useEffect(() => {
      sheet.add(rules);
      return () => sheet.remove();
    }, [rules && dynamic]);
  };
}

/** A component that keeps its rules in force while it is mounted. */
export function styleSingleton() {
  const useStyle = styleHookSingleton();
  return function Sheet({ styles, dynamic }: { styles: string; dynamic?: boolean }): null {
    useStyle(styles, dynamic);
    return null;
  };
}

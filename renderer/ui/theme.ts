import { useEffect } from 'react';
import { useCall } from '../transport/calls.ts';

const rememberedKey = 'bittern.theme';

/** Applies the theme that was last in force, before the settings have arrived, so that nothing flashes. */
export function applyRememberedTheme(): void {
  setTheme(localStorage.getItem(rememberedKey) ?? 'system');
}

/** Follows the theme setting. */
export function useTheme(): void {
  const theme = useCall('settings.get', {}).data?.theme;
  useEffect(() => {
    if (!theme) return;
    localStorage.setItem(rememberedKey, theme);
    setTheme(theme);
  }, [theme]);
}

function setTheme(theme: string): void {
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

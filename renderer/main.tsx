import './jitless.ts';
import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/inter/opsz-italic.css';
import '@fontsource-variable/source-serif-4/opsz.css';
import './styles.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BitternWindow } from './shell/window.tsx';
import { WindowFailure } from './shell/window-failure.tsx';
import { connectToBrowserShell } from './transport/browser-shell.ts';
import { newQueryClient } from './transport/calls.ts';
import { connectToPreload } from './transport/preload-bridge.ts';
import { ConnectionProvider } from './transport/provider.tsx';
import { ConfirmProvider } from './ui/confirm.tsx';
import { applyRememberedTheme } from './ui/theme.ts';
import { TipProvider } from './ui/tip.tsx';
import { Toasts } from './ui/toasts.tsx';

applyRememberedTheme();

const connection = window.bittern ? connectToPreload(window.bittern) : connectToBrowserShell();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <WindowFailure>
      <ConnectionProvider connection={connection}>
        <QueryClientProvider client={newQueryClient()}>
          <TipProvider delayDuration={450} skipDelayDuration={200}>
            <Toasts>
              <ConfirmProvider>
                <BitternWindow />
              </ConfirmProvider>
            </Toasts>
          </TipProvider>
        </QueryClientProvider>
      </ConnectionProvider>
    </WindowFailure>
  </StrictMode>,
);

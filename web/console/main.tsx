/** The console: what the town's officers see. Screens stand in folders by what one does there. */
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './shell/app.js';
import { makeQueryClient } from './shell/query-client.js';
import { startTheme } from './shell/theme.js';
import { startTexts } from './text/i18n.js';
import './console.css';

startTheme();
await startTexts();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={makeQueryClient()}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);

/**
 * The TV page: polls the shop for the state of the sign-in, and shows the outcome. The shop polls the org only while the page
 * polls the shop.
 */
import { reload } from '../../shared/reload.ts';

const screen = document.getElementById('tv');
const every = 1000;

interface State {
  status: string;
  polls: number;
  interval: number;
  said: string | null;
}

function set(id: string, text: string): void {
  const place = document.getElementById(id);
  if (place && place.textContent !== text) place.textContent = text;
}

async function look(): Promise<void> {
  const response = await fetch('/login/tv/state', { headers: { Accept: 'application/json' } }).catch(
    () => undefined,
  );
  // The shop has restarted and no longer has the code, or the org has ended the user's access.
  if (response?.status === 404) reload();
  if (response?.ok) {
    const { status, polls, interval, said } = (await response.json()) as State;
    if (status !== screen?.dataset['status']) reload();
    set('tv-polls', String(polls));
    set('tv-interval', String(interval));
    if (said !== null) set('tv-said', said);
  }
  setTimeout(() => void look(), every);
}

if (['waiting', 'signed-in'].includes(screen?.dataset['status'] ?? '')) setTimeout(() => void look(), every);

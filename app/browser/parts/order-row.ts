import type { Decision } from './settle-by-token.ts';

/** An order in the admin's list is settled: its status, its buttons, and the numbers in the tabs above. */
export function settleRow(order: HTMLElement, how: Decision): void {
  const badge = order.querySelector('.status');
  if (badge) {
    badge.className = `status status-${how}`;
    badge.textContent = how === 'declined' ? 'Declined' : 'Approved';
    count('pending', -1);
    count(how, 1);
  }
  for (const button of order.querySelectorAll('[data-settle]')) button.remove();
}

function count(status: Decision | 'pending', more: number): void {
  const shown = document.querySelector(`[data-count="${status}"]`);
  if (shown) shown.textContent = String(Number(shown.textContent) + more);
}

/** Shows a message for a few seconds; screen readers announce it, since the container is a live region. */
export function say(text: string): void {
  const note = document.createElement('p');
  note.className = 'toast-note mb-0';
  note.textContent = text;
  document.getElementById('toasts')?.append(note);
  setTimeout(() => note.remove(), 4000);
}

/** Search fields of pickers: they filter what is on the page, and query the org if there may be thousands. */

interface Choice {
  readonly value: string;
  readonly label: string;
}

export function pickers(place: ParentNode): void {
  for (const input of place.querySelectorAll<HTMLInputElement>('.find')) {
    input.hidden = false;
    const area = input.dataset.findFor ? document.getElementById(input.dataset.findFor) : undefined;
    const show = area instanceof HTMLTextAreaElement ? lines(input, area) : boxes(input);
    let waiting: ReturnType<typeof setTimeout> | undefined;
    input.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => void search(input, show), 150);
    });
    // Enter searches, and does not send the form.
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') event.preventDefault();
    });
  }
}

async function search(input: HTMLInputElement, show: (found?: readonly Choice[]) => void): Promise<void> {
  const typed = input.value.trim();
  const { findUrl } = input.dataset;
  if (findUrl === undefined) {
    show();
    return;
  }
  const response = await fetch(`${findUrl}?q=${encodeURIComponent(typed)}`).catch(() => undefined);
  // What was typed since asks again.
  if (response?.ok && input.value.trim() === typed) show((await response.json()) as Choice[]);
}

/** Checkboxes: those that are checked stay, the others are what matches. */
function boxes(input: HTMLInputElement): (found?: readonly Choice[]) => void {
  const { findIn: name = '' } = input.dataset;
  const place = input.parentElement?.querySelector<HTMLElement>('.choices');
  const labels = (): HTMLLabelElement[] => [...(place?.querySelectorAll('label') ?? [])];
  const boxOf = (label: Element): HTMLInputElement | null => label.querySelector('input');
  return (found) => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const known = new Set(labels().map((label) => boxOf(label)?.value));
    for (const { value, label } of found ?? []) {
      if (known.has(value)) continue;
      const box = Object.assign(document.createElement('input'), { type: 'checkbox', name, value });
      const row = document.createElement('label');
      row.className = 'check';
      row.append(box, ` ${label}`);
      place?.append(row);
    }
    for (const label of labels()) {
      const text = label.textContent.toLowerCase();
      label.hidden = boxOf(label)?.checked !== true && !words.every((word) => text.includes(word));
    }
  };
}

/** A text with an entry on each line: a click on what was found adds one. */
function lines(input: HTMLInputElement, area: HTMLTextAreaElement): (found?: readonly Choice[]) => void {
  const place = input.nextElementSibling;
  return (found) => {
    const buttons = (input.value.trim() === '' ? [] : (found ?? [])).map(({ value, label }) => {
      const button = Object.assign(document.createElement('button'), {
        type: 'button',
        className: 'small plain',
        textContent: `${label} (${value})`,
      });
      button.addEventListener('click', () => {
        const held = area.value.split('\n').filter((line) => line.trim() !== '');
        if (!held.includes(value)) area.value = [...held, value].join('\n');
        button.remove();
      });
      return button;
    });
    place?.replaceChildren(...buttons);
  };
}

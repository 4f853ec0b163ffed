/** Rules change places by dragging; the buttons that are on the page already do the same by click and by keyboard. */
export function orderLists(place: ParentNode): void {
  for (const list of place.querySelectorAll<HTMLElement>('[data-order]')) drag(list);
}

function drag(list: HTMLElement): void {
  let moved: HTMLElement | undefined;
  for (const item of list.querySelectorAll<HTMLElement>('li:not([data-fixed])')) item.draggable = true;
  list.addEventListener('dragstart', (event) => {
    moved = (event.target as Element).closest<HTMLElement>('li') ?? undefined;
    moved?.classList.add('moved');
    event.dataTransfer?.setData('text/plain', moved?.dataset.id ?? '');
  });
  list.addEventListener('dragover', (event) => {
    const over = (event.target as Element).closest<HTMLElement>('li');
    if (moved && over && over.dataset.fixed === undefined) event.preventDefault();
  });
  list.addEventListener('drop', (event) => {
    event.preventDefault();
    const over = (event.target as Element).closest<HTMLElement>('li');
    const form = moved?.querySelector<HTMLFormElement>('form');
    const { priority } = over?.dataset ?? {};
    if (!form || !over || over === moved || over.dataset.fixed !== undefined || priority === undefined)
      return;
    const field = form.querySelector<HTMLInputElement>('[name=priority]');
    if (field) field.value = priority;
    form.submit();
  });
  list.addEventListener('dragend', () => {
    moved?.classList.remove('moved');
    moved = undefined;
  });
}

/** Brings a window that the presenter opened before to the front with its new page, in every browser. */
export function raiseNamedWindows(): void {
  const raise = (element: { readonly target: string } | null | undefined): void => {
    if (element?.target.startsWith('multidemo-')) window.open('', element.target)?.focus();
  };
  document.addEventListener('click', ({ target, ctrlKey, metaKey, shiftKey }) => {
    if (!ctrlKey && !metaKey && !shiftKey) raise((target as Element).closest('a'));
  });
  document.addEventListener('submit', ({ target }) => raise(target as HTMLFormElement));
}

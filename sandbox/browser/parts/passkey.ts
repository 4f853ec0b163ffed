/** Makes a passkey for what a form names, and sends it with the form (Web Authentication, section 5.1.3). */

interface Options {
  readonly challenge: string;
  readonly rp: PublicKeyCredentialRpEntity;
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly pubKeyCredParams: PublicKeyCredentialParameters[];
  readonly authenticatorSelection: AuthenticatorSelectionCriteria;
  readonly excludeCredentials: readonly { readonly id: string }[];
}

export function passkeys(place: ParentNode): void {
  for (const form of place.querySelectorAll<HTMLFormElement>('form[data-passkey]'))
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      event.stopPropagation();
      make(form).catch((error: unknown) => {
        const said = form.querySelector('[role=status]');
        if (said) said.textContent = `No passkey was created: ${error instanceof Error ? error.message : ''}`;
      });
    });
}

async function make(form: HTMLFormElement): Promise<void> {
  const options = JSON.parse(form.dataset.passkey ?? '') as Options;
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      attestation: 'direct',
      challenge: bytesOf(options.challenge),
      user: { ...options.user, id: new TextEncoder().encode(options.user.id) },
      excludeCredentials: options.excludeCredentials.map(({ id }) => ({
        ...{ type: 'public-key', id: bytesOf(id) },
      })),
    },
  });
  if (!(made instanceof PublicKeyCredential)) throw new Error('the browser did not return one.');
  const { attestationObject, clientDataJSON } = made.response as AuthenticatorAttestationResponse;
  const set = (name: string, value: ArrayBuffer): void => {
    const field = form.querySelector<HTMLInputElement>(`[name=${name}]`);
    if (field) field.value = textOf(value);
  };
  set('attestation', attestationObject);
  set('clientData', clientDataJSON);
  form.submit();
}

const bytesOf = (base64url: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));

const textOf = (buffer: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(buffer)));

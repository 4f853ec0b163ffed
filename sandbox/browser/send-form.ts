/** Sends the form that carries a SAML message on: HTTP-POST binding. Without this the person presses the button. */
document.querySelector<HTMLFormElement>('form[data-send]')?.submit();

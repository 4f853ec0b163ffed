/** The audience of the fulfilment service's tokens, as the stack declares it. */
export const fulfilmentAudience = 'api://fulfilment';
/** What its one operation needs. */
export const fulfilmentScope = 'deliveries:create';

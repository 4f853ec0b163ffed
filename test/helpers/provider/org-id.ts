/** An id as an org makes them: 20 characters with the kind's prefix first, always with a digit. */
export const orgId =
  /\b(?:00[ugpo]|0oa|aln|aus|rst|0pr|rul|scp|spa|ocl|who|tos|aut|prm|oty|osc|bnd|ocs|oag|oae|guo|cal|nzo)(?=[A-Za-z]*\d)[A-Za-z0-9]{17}\b/g;

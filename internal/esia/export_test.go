package esia

// VerifierOf is the verifier of PKCE of a browser's secret.
func VerifierOf(secret string) string { return errandOf(secret).verifier }

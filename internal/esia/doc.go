// Package esia signs people in through Госуслуги: the code flow of OpenID Connect with PKCE, state and nonce.
//
// Two dialects are spoken. A deployment with an agreement of its own talks to ESIA itself, whose
// client_secret is a detached CMS signature: certified cryptography is the deployer's, behind [Signer].
// Everybody else talks to a plain OpenID provider in front of it, with a secret.
//
// Of what the provider tells, a name and a keyed hash of СНИЛС leave the package. Only a confirmed
// account passes.
package esia

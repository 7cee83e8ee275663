package main

import "testing"

func TestBareAddresses(t *testing.T) {
	for address, bad := range map[string]bool{
		"http://localhost:8080": false, "http://127.0.0.1:8080": false, "http://[::1]:8080": false, "https://vote.example.org": false,
		"http://vote.example.org": true, "http://192.0.2.1:8080": true, "http://localhost.example.org": true,
	} {
		if bare(address) != bad {
			t.Errorf("%s: %v", address, !bad)
		}
	}
}

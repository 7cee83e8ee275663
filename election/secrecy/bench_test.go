package secrecy

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func benchmarkReveal(b *testing.B, weights []int64, k int) {
	c := Contest{Weights: weights, Totals: result(rand.New(rand.NewPCG(1, 1)), weights, k)}
	for b.Loop() {
		if _, err := Reveal(b.Context(), c, Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkThreeBands64Answers(b *testing.B) {
	benchmarkReveal(b, rule(b, bands, norwich(b)[1:]).Weights, 64)
}

func BenchmarkPer2000Answers4(b *testing.B) {
	benchmarkReveal(b, rule(b, "per:2000:up", norwich(b)[1:]).Weights, 4)
}

func BenchmarkPer1000Answers4(b *testing.B) {
	benchmarkReveal(b, rule(b, "per:1000:up", norwich(b)[1:]).Weights, 4)
}

func BenchmarkListSizeAnswers4(b *testing.B) { benchmarkReveal(b, norwich(b)[1:], 4) }

func BenchmarkThousandEqual64Answers(b *testing.B) {
	benchmarkReveal(b, slices.Repeat([]int64{1}, 1000), 64)
}

func BenchmarkGateThreeBands(b *testing.B) {
	r := rule(b, bands, norwich(b)[1:])
	for b.Loop() {
		if _, err := Foresee(b.Context(), Plan{Answers: []int{4}}, r); err != nil {
			b.Fatal(err)
		}
	}
}

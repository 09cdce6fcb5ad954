#include "textflag.h"

// A byte is in a class if the entries of its low and of its high half share the class's bit:
// 80 digit, 40 letter A-O, 20 letter P-Z, 10 underscore, 08 at, 04 + - . /, 02 = ~ > }.
// Bytes of 0x80 and over have no entry for their high half.
DATA low<>+0(SB)/8, $0xE0E0E0E0E0E0E0A8
DATA low<>+8(SB)/8, $0x544646404460E0E0
GLOBL low<>(SB), RODATA|NOPTR, $16

DATA high<>+0(SB)/8, $0x2240304882040000
DATA high<>+8(SB)/8, $0x0000000000000000
GLOBL high<>(SB), RODATA|NOPTR, $16

DATA half<>+0(SB)/8, $0x0F0F0F0F0F0F0F0F
DATA half<>+8(SB)/8, $0x0F0F0F0F0F0F0F0F
GLOBL half<>(SB), RODATA|NOPTR, $16

// PLANE takes the top bits of the 64 bytes in a and b into r, which is not CX or DX.
#define PLANE(a, b, r) \
	VPMOVMSKB a, r   \
	VPMOVMSKB b, DX  \
	SHLQ      $32, DX \
	ORQ       DX, r

// NEXT brings the next bit of every byte to the top.
#define NEXT \
	VPADDB Y2, Y2, Y2 \
	VPADDB Y3, Y3, Y3

// func classifyAVX2(dst *Planes, src *byte, mark *Set, blocks int)
TEXT ·classifyAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ mark+16(FP), BX
	MOVQ blocks+24(FP), CX
	VBROADCASTI128 low<>(SB), Y8
	VBROADCASTI128 high<>(SB), Y9
	VBROADCASTI128 half<>(SB), Y10
	VBROADCASTI128 (BX), Y11
	VBROADCASTI128 16(BX), Y12
	VPXOR Y13, Y13, Y13

loop:
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1

	// The halves of the bytes: low in Y4 and Y5, high in Y6 and Y7.
	VPAND  Y10, Y0, Y4
	VPAND  Y10, Y1, Y5
	VPSRLW $4, Y0, Y6
	VPSRLW $4, Y1, Y7
	VPAND  Y10, Y6, Y6
	VPAND  Y10, Y7, Y7

	// The classes, a bit each.
	VPSHUFB Y4, Y8, Y2
	VPSHUFB Y5, Y8, Y3
	VPSHUFB Y6, Y9, Y14
	VPAND   Y14, Y2, Y2
	VPSHUFB Y7, Y9, Y14
	VPAND   Y14, Y3, Y3

	PLANE(Y2, Y3, R8)
	MOVQ R8, 0(DI)
	NEXT
	PLANE(Y2, Y3, R8)
	NEXT
	PLANE(Y2, Y3, R9)
	ORQ  R9, R8
	MOVQ R8, 8(DI)
	NEXT
	PLANE(Y2, Y3, R8)
	MOVQ R8, 16(DI)
	NEXT
	PLANE(Y2, Y3, R8)
	MOVQ R8, 24(DI)
	NEXT
	PLANE(Y2, Y3, R8)
	NEXT
	PLANE(Y2, Y3, R9)
	ORQ  R9, R8
	MOVQ R8, 32(DI)

	// The byte's own bits 5 and 7. A shift of words is as good: what it carries over lies below the top.
	VPSLLW $2, Y0, Y2
	VPSLLW $2, Y1, Y3
	PLANE(Y2, Y3, R8)
	MOVQ R8, 40(DI)
	PLANE(Y0, Y1, R8)
	MOVQ R8, 48(DI)

	// The caller's set: the halves share a bit.
	VPSHUFB  Y4, Y11, Y2
	VPSHUFB  Y5, Y11, Y3
	VPSHUFB  Y6, Y12, Y14
	VPAND    Y14, Y2, Y2
	VPSHUFB  Y7, Y12, Y14
	VPAND    Y14, Y3, Y3
	VPCMPEQB Y13, Y2, Y2
	VPCMPEQB Y13, Y3, Y3
	PLANE(Y2, Y3, R8)
	NOTQ R8
	MOVQ R8, 56(DI)

	ADDQ $64, SI
	ADDQ $64, DI
	DECQ CX
	JNZ  loop
	VZEROUPPER
	RET

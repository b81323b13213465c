;; Scans of a log's bytes, 16 at a time. Vectors are loaded up to 15 bytes behind `end`, so the memory goes on behind it; what they find there does not count.
(module
  ;; pages of 64 KiB: scanner.ts says what is where
  (memory (export "memory") 18 18)

  ;; How many newlines there are from `at` up to `end`.
  (func (export "count") (param $at i32) (param $end i32) (result i32)
    (local $lines i32)
    (local $left i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $left (i32.sub (local.get $end) (local.get $at)))
        (local.set $lines
          (i32.add
            (local.get $lines)
            (i32.popcnt
              (i32.and
                (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (v128.const i8x16 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10)))
                ;; the bits of bytes before `end`
                (if (result i32) (i32.lt_u (local.get $left) (i32.const 16))
                  (then (i32.sub (i32.shl (i32.const 1) (local.get $left)) (i32.const 1)))
                  (else (i32.const 0xffff)))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (local.get $lines))

  ;; Where the first match from `at` on begins that ends before `end`, or -1. A byte matches when it is that of the needle once the bits of the mask are set in it.
  ;; The bytes `one` and `other` of the needle are looked for first.
  (func (export "find")
    (param $at i32) (param $end i32) (param $needle i32) (param $mask i32) (param $length i32) (param $one i32) (param $other i32)
    (result i32)
    (local $last i32)
    (local $hits i32)
    (local $start i32)
    (local $index i32)
    (local $oneByte v128)
    (local $oneMask v128)
    (local $otherByte v128)
    (local $otherMask v128)
    (local.set $oneByte (i8x16.splat (i32.load8_u (i32.add (local.get $needle) (local.get $one)))))
    (local.set $oneMask (i8x16.splat (i32.load8_u (i32.add (local.get $mask) (local.get $one)))))
    (local.set $otherByte (i8x16.splat (i32.load8_u (i32.add (local.get $needle) (local.get $other)))))
    (local.set $otherMask (i8x16.splat (i32.load8_u (i32.add (local.get $mask) (local.get $other)))))
    (local.set $last (i32.sub (local.get $end) (local.get $length)))
    (block $none
      (loop $next
        (br_if $none (i32.gt_s (local.get $at) (local.get $last)))
        (local.set $hits
          (i8x16.bitmask
            (v128.and
              (i8x16.eq (v128.or (v128.load (i32.add (local.get $at) (local.get $one))) (local.get $oneMask)) (local.get $oneByte))
              (i8x16.eq (v128.or (v128.load (i32.add (local.get $at) (local.get $other))) (local.get $otherMask)) (local.get $otherByte)))))
        (block $checked
          (loop $check
            (br_if $checked (i32.eqz (local.get $hits)))
            (local.set $start (i32.add (local.get $at) (i32.ctz (local.get $hits))))
            (br_if $checked (i32.gt_s (local.get $start) (local.get $last)))
            (local.set $index (i32.const 0))
            (block $differs
              (loop $compare
                (if (i32.eq (local.get $index) (local.get $length)) (then (return (local.get $start))))
                (br_if $differs
                  (i32.ne
                    (i32.or
                      (i32.load8_u (i32.add (local.get $start) (local.get $index)))
                      (i32.load8_u (i32.add (local.get $mask) (local.get $index))))
                    (i32.load8_u (i32.add (local.get $needle) (local.get $index)))))
                (local.set $index (i32.add (local.get $index) (i32.const 1)))
                (br $compare)))
            (local.set $hits (i32.and (local.get $hits) (i32.sub (local.get $hits) (i32.const 1))))
            (br $check)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (i32.const -1)))

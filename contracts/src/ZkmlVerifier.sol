// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IZkmlVerifier} from "./IZkmlVerifier.sol";

/// @title ZkmlVerifier
/// @notice Verifies wrapped proofs (docs/wrapper.md). Holds no state and no funds, has no owner and cannot be upgraded.
/// The reference string is fixed when it is deployed: whoever knows its secret forges proofs at will.
contract ZkmlVerifier is IZkmlVerifier {
    /// Order of the group.
    uint256 private constant R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
    uint256 private constant MASK248 = type(uint256).max >> 8;
    /// Primitive 2^28-th root of unity, 5^((r-1)/2^28).
    uint256 private constant MAXIMAL_ROOT = 0x2a3c09f0a58a7e8500e0a7eb8ef62abc402d111e41112ed49bd61b6e725b19f0;
    /// "zkml-plonk-1" and twelve zero bytes: the first 24 bytes of a key.
    uint256 private constant KEY_DOMAIN = 0x7a6b6d6c2d706c6f6e6b2d31000000000000000000000000;

    /// mu_i - 1 of Poseidon2's internal matrix.
    uint256 private constant DIAGONAL_0 = 0x10dc6e9c006ea38b04b1e03b4bd9490c0d03f98929ca1d7fb56821fd19d3b6e7;
    uint256 private constant DIAGONAL_1 = 0x0c28145b6a44df3e0149b3d0a30b3bb599df9756d4dd9b84a86b38cfb45a740b;
    uint256 private constant DIAGONAL_2 = 0x00544b8338791518b2c7645a50392798b21f75bb60e3596170067d00141cac15;
    uint256 private constant DIAGONAL_3 = 0x222c01175718386f2e2e82eb122789e352e105a3b8fa852613bc534433ee428b;

    /// Base of the blinding, hashed to the curve: nobody knows its logarithm.
    uint256 private constant BLINDING_X = 0x0c573cfa6f04ebde646a7f26fc44f53cda2b26f99160cc0e2b6995e0bc783885;
    uint256 private constant BLINDING_Y = 0x20edc6303e0af72637ef91a11469bbacd266dcd2092fea4e1a8423c557c6930c;

    /// The generator of G2 in the order of the pairing precompile.
    uint256 private constant G2_X1 = 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2;
    uint256 private constant G2_X0 = 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed;
    uint256 private constant G2_Y1 = 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b;
    uint256 private constant G2_Y0 = 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa;

    /// Gas for each precompile call: its price and a margin. A bad point burns all that the call is given.
    uint256 private constant ADD_GAS = 500;
    uint256 private constant MUL_GAS = 7_000;
    uint256 private constant PAIRING_GAS = 130_000;

    uint256 private constant OPENING_POINTS = 8;
    uint256 private constant OPENING_FACTORS = 11;
    uint256 private constant EVALUATIONS = 22;

    /// Smallest and largest log2 of the rows.
    uint256 private constant MIN_LOG_SIZE = 3;
    uint256 private constant MAX_LOG_SIZE = 25;

    /// [tau]_2 in the order of the pairing precompile.
    uint256 public immutable tauX1;
    uint256 public immutable tauX0;
    uint256 public immutable tauY1;
    uint256 public immutable tauY0;

    /// The key's counts and where its parts lie in calldata.
    struct Key {
        bytes32 hash;
        uint256 logSize;
        uint256 inputs;
        uint256 parameters;
        uint256 witness;
        uint256 words;
        uint256 points;
        uint256 commitments;
        uint256 names;
    }

    /// Where the parts of a proof lie in calldata.
    struct Proof {
        uint256 points;
        uint256 factors;
        uint256 plonk;
        uint256 evaluations;
        uint256 openings;
        uint256 hint;
    }

    struct Challenges {
        uint256 beta;
        uint256 gamma;
        uint256 alpha;
        uint256 zeta;
        uint256 nu;
        uint256 y;
        uint256 merge;
    }

    /// Values from which both the quotient and the opening follow; the inverses come from one hint.
    struct Terms {
        uint256 vanishing;
        uint256 vanishingInverse;
        uint256 publicInput;
        uint256 firstLagrange;
        uint256 packed;
        uint256 packedNext;
        uint256 linear;
        uint256 linearNext;
        uint256 packedNextInverse;
        uint256 linearInverse;
        uint256 linearNextInverse;
        uint256 gapInverse;
    }

    /// @param tau [tau]_2 of the reference string: x1, x0, y1, y0.
    constructor(uint256[4] memory tau) {
        (tauX1, tauX0, tauY1, tauY0) = (tau[0], tau[1], tau[2], tau[3]);
        if (tau[0] | tau[1] | tau[2] | tau[3] == 0) revert InvalidPoint();
        // The precompile refuses a point outside the group.
        uint256[6] memory pair = [uint256(1), 2, tau[0], tau[1], tau[2], tau[3]];
        bool ok;
        assembly ("memory-safe") {
            ok := staticcall(gas(), 8, pair, 0xc0, 0, 0x20)
        }
        if (!ok) revert InvalidPoint();
    }

    /// @inheritdoc IZkmlVerifier
    function verify(bytes32 modelId, bytes calldata key, uint256 context, uint256[] calldata words, bytes calldata proof)
        external
        view
        returns (bool)
    {
        Key memory k = _readKey(modelId, key);
        if (words.length != k.words + k.names) revert WrongLength();
        Proof memory p = _readProof(k, proof);
        uint256 inputs = _publicInputs(k, p, context, words);
        Challenges memory c = _challenges(k, p, inputs);
        Terms memory t = _terms(k, p, c, inputs);
        uint256 quotient = mulmod(_identity(p.evaluations, c, t), t.vanishingInverse, R);
        _checkPairing(k, p, c, t, quotient);
        return true;
    }

    // ---------------------------------------------------------------- reading

    /// header (domain, n, number of public inputs), [F0], [F1], [F2], counts, parameter commitments.
    function _readKey(bytes32 modelId, bytes calldata key) private pure returns (Key memory k) {
        if (keccak256(key) != modelId) revert WrongModel();
        if (key.length < 256) revert MalformedKey();
        uint256 header;
        uint256 counts;
        assembly ("memory-safe") {
            header := calldataload(key.offset)
            counts := calldataload(add(key.offset, 224))
        }
        uint256 size = (header >> 32) & type(uint32).max;
        k.inputs = header & type(uint32).max;
        k.parameters = counts >> 224;
        k.witness = (counts >> 192) & type(uint32).max;
        k.words = (counts >> 160) & type(uint32).max;
        k.names = (counts >> 128) & type(uint32).max;
        k.logSize = _log2(size);
        bool fits = header >> 64 == KEY_DOMAIN && counts << 128 == 0 && size == 1 << k.logSize && k.logSize >= MIN_LOG_SIZE
            && k.logSize <= MAX_LOG_SIZE && key.length == 256 + 64 * k.parameters
            && k.names < k.witness && k.inputs == 8 + k.words + k.parameters + k.witness + OPENING_FACTORS && k.inputs <= size;
        if (!fits) revert MalformedKey();
        k.hash = keccak256(key[:224]);
        uint256 offset;
        assembly ("memory-safe") {
            offset := key.offset
        }
        k.points = offset + 32;
        k.commitments = offset + 256;
    }

    function _log2(uint256 size) private pure returns (uint256 log) {
        while (log < MAX_LOG_SIZE && 1 << log < size) log++;
    }

    /// core points, factors, A Z T, evaluations, W W', hint.
    function _readProof(Key memory k, bytes calldata proof) private pure returns (Proof memory p) {
        unchecked {
            uint256 factors = k.parameters + k.witness + OPENING_FACTORS;
            uint256 offset;
            assembly ("memory-safe") {
                offset := proof.offset
            }
            p.points = offset;
            p.factors = p.points + 64 * (k.witness + OPENING_POINTS);
            p.plonk = p.factors + 32 * factors;
            p.evaluations = p.plonk + 192;
            p.openings = p.evaluations + 32 * EVALUATIONS;
            p.hint = p.openings + 128;
            if (proof.length != p.hint + 32 - offset) revert WrongLength();
            for (uint256 i = 0; i < 5; ++i) {
                uint256 pos = i < 3 ? p.plonk + 64 * i : p.openings + 64 * (i - 3);
                if (_word(pos) | _word(pos + 32) == 0) revert PointAtInfinity(i);
            }
        }
    }

    /// The key's hash and after it, in consecutive words, the public inputs (docs/wrapper.md 1.1).
    function _publicInputs(Key memory k, Proof memory p, uint256 context, uint256[] calldata words)
        private
        pure
        returns (uint256 start)
    {
        unchecked {
            start = _allocate(32 * (k.inputs + 1));
            _store(start, uint256(k.hash));
            uint256 pos = start + 32;
            _store(pos, context);
            pos += 32;
            for (uint256 i = 0; i < k.words; ++i) {
                _store(pos, words[i]);
                pos += 32;
            }
            // A sealed tensor is named by the hash of its commitment; those stand before the mask's, which is the last.
            for (uint256 i = 0; i < k.names; ++i) {
                if (_keccak(p.points + 64 * (k.witness - 1 - k.names + i), 64) != words[k.words + i]) revert WrongTensor(i);
            }
            // Batches of points: witness, h, (q, g), (S, D), H, W, W'.
            uint256 from = p.points;
            for (uint256 i = 0; i < 7; ++i) {
                uint256 length = i == 0 ? 64 * k.witness : i == 2 || i == 3 ? 128 : 64;
                _store(pos, _keccak(from, length) & MASK248);
                from += length;
                pos += 32;
            }
            uint256 factors = k.parameters + k.witness + OPENING_FACTORS;
            assembly ("memory-safe") {
                calldatacopy(pos, mload(add(p, 0x20)), mul(factors, 32))
            }
            _checkScalars(start, k.inputs, p);
        }
    }

    function _checkScalars(uint256 inputs, uint256 count, Proof memory p) private pure {
        unchecked {
            for (uint256 i = 0; i < count; ++i) {
                if (_load(inputs + 32 + 32 * i) >= R) revert ScalarTooLarge(i);
            }
            for (uint256 i = 0; i < EVALUATIONS; ++i) {
                if (_word(p.evaluations + 32 * i) >= R) revert ScalarTooLarge(count + i);
            }
            if (_word(p.hint) >= R) revert ScalarTooLarge(count + EVALUATIONS);
        }
    }

    // ---------------------------------------------------------------- transcript

    /// docs/wrapper.md 3: a chain of hashes; nothing is drawn before the key and all public inputs are absorbed.
    function _challenges(Key memory k, Proof memory p, uint256 inputs) private pure returns (Challenges memory c) {
        unchecked {
            uint256 state;
            uint256 length = 32 * (k.inputs + 1);
            assembly ("memory-safe") {
                state := keccak256(inputs, length)
            }
            state = _absorb(state, p.plonk, 64);
            c.beta = state % R;
            state = _absorb(state, 0, 0);
            c.gamma = state % R;
            state = _absorb(state, p.plonk + 64, 64);
            c.alpha = state % R;
            state = _absorb(state, p.plonk + 128, 64);
            c.zeta = state % R;
            state = _absorb(state, p.evaluations, 32 * EVALUATIONS);
            c.nu = state % R;
            state = _absorb(state, p.openings, 64);
            c.y = state % R;
            state = _absorb(state, p.openings + 64, 64);
            c.merge = state % R;
        }
    }

    /// keccak256(state, calldata[from, from + length)).
    function _absorb(uint256 state, uint256 from, uint256 length) private pure returns (uint256 next) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, state)
            calldatacopy(add(free, 32), from, length)
            next := keccak256(free, add(length, 32))
        }
    }

    // ---------------------------------------------------------------- field

    /// All inverses by one, which the prover supplies: the elements' product times the hint must be one.
    function _terms(Key memory k, Proof memory p, Challenges memory c, uint256 inputs) private pure returns (Terms memory t) {
        unchecked {
            uint256 root = MAXIMAL_ROOT;
            for (uint256 i = k.logSize; i < 28; ++i) root = mulmod(root, root, R);
            uint256 power = c.zeta;
            for (uint256 i = 0; i < k.logSize; ++i) power = mulmod(power, power, R);
            uint256 next = mulmod(c.zeta, root, R);
            uint256 y4 = mulmod(c.y, c.y, R);
            y4 = mulmod(y4, y4, R);
            t.vanishing = _sub(power, 1);
            t.packed = _sub(y4, c.zeta);
            t.packedNext = _sub(y4, next);
            t.linear = _sub(c.y, c.zeta);
            t.linearNext = _sub(c.y, next);
            if (t.packed == 0) revert DegenerateChallenge();

            // Element i and the product of those before it, in two words each.
            uint256 elements = _allocate(64 * (k.inputs + 6));
            uint256 product = 1;
            power = 1;
            uint256 pos = elements;
            for (uint256 i = 0; i < k.inputs; ++i) {
                product = _push(pos, _sub(c.zeta, power), product);
                pos += 64;
                power = mulmod(power, root, R);
            }
            product = _push(pos, t.vanishing, product);
            product = _push(pos + 64, 1 << k.logSize, product);
            product = _push(pos + 128, t.packedNext, product);
            product = _push(pos + 192, t.linear, product);
            product = _push(pos + 256, t.linearNext, product);
            product = _push(pos + 320, _sub(c.zeta, next), product);
            if (product == 0) revert DegenerateChallenge();
            uint256 inverse = _word(p.hint);
            if (mulmod(product, inverse, R) != 1) revert WrongHint();
            (t.gapInverse, inverse) = _pop(pos + 320, inverse);
            (t.linearNextInverse, inverse) = _pop(pos + 256, inverse);
            (t.linearInverse, inverse) = _pop(pos + 192, inverse);
            (t.packedNextInverse, inverse) = _pop(pos + 128, inverse);
            uint256 scale;
            (scale, inverse) = _pop(pos + 64, inverse);
            (t.vanishingInverse, inverse) = _pop(pos, inverse);
            scale = mulmod(scale, t.vanishing, R);
            _lagrange(k, c, t, inputs, elements, inverse, scale);
        }
    }

    /// PI(zeta) = -sum x_i L_i(zeta), L_i(zeta) = w^i (zeta^n - 1)/(n (zeta - w^i)); w^i is zeta minus element i.
    function _lagrange(Key memory k, Challenges memory c, Terms memory t, uint256 inputs, uint256 elements, uint256 inverse, uint256 scale)
        private
        pure
    {
        unchecked {
            uint256 sum;
            uint256 single;
            for (uint256 i = k.inputs; i > 0; --i) {
                uint256 pos = elements + 64 * (i - 1);
                uint256 root = _sub(c.zeta, _load(pos));
                (single, inverse) = _pop(pos, inverse);
                sum = addmod(sum, mulmod(mulmod(_load(inputs + 32 * i), root, R), single, R), R);
            }
            t.publicInput = _sub(0, mulmod(sum, scale, R));
            t.firstLagrange = mulmod(single, scale, R);
        }
    }

    /// F(zeta): what every row states, and the permutation (docs/wrapper.md 2).
    function _identity(uint256 e, Challenges memory c, Terms memory t) private pure returns (uint256 result) {
        unchecked {
            uint256 a1 = c.alpha;
            uint256 a4 = mulmod(a1, a1, R);
            a4 = mulmod(a4, a4, R);
            uint256 isRound = addmod(_word(e + 192), _word(e + 224), R);
            uint256 sum = mulmod(mulmod(_word(e + 128), _word(e + 384), R), _word(e + 416), R);
            sum = addmod(sum, _word(e + 160), R);
            for (uint256 j = 0; j < 128; j += 32) sum = addmod(sum, mulmod(_word(e + j), _word(e + 384 + j), R), R);
            result = addmod(mulmod(_sub(1, isRound), sum, R), t.publicInput, R);
            result = addmod(result, _rounds(e, a1), R);
            a4 = mulmod(a4, a1, R);
            result = addmod(result, mulmod(a4, _copies(e, c), R), R);
            a4 = mulmod(a4, a1, R);
            result = addmod(result, mulmod(a4, mulmod(_sub(_word(e + 640), 1), t.firstLagrange, R), R), R);
        }
    }

    /// q_F (N - sum e_i s_i) + q_P (N - m_0 s_0 - sum m_i w_i), N = sum a^(1+j) w_j(zeta w), s_i = (w_i + q_i)^5.
    function _rounds(uint256 e, uint256 a1) private pure returns (uint256) {
        unchecked {
            uint256 a2 = mulmod(a1, a1, R);
            uint256 a3 = mulmod(a2, a1, R);
            uint256 a4 = mulmod(a3, a1, R);
            uint256 all = (a1 + a2 + a3 + a4) % R; // 4r is below 2^256
            uint256 next = addmod(mulmod(a1, _word(e + 512), R), mulmod(a2, _word(e + 544), R), R);
            next = addmod(next, addmod(mulmod(a3, _word(e + 576), R), mulmod(a4, _word(e + 608), R), R), R);
            uint256 s = _fifth(e);
            uint256 full = mulmod(_column(5, 4, 1, 1, a1, a2, a3, a4), s, R);
            uint256 part = mulmod(addmod(all, mulmod(a1, DIAGONAL_0, R), R), s, R);
            full = addmod(full, mulmod(_column(7, 6, 3, 1, a1, a2, a3, a4), _fifth(e + 32), R), R);
            part = addmod(part, mulmod(addmod(all, mulmod(a2, DIAGONAL_1, R), R), _word(e + 416), R), R);
            full = addmod(full, mulmod(_column(1, 1, 5, 4, a1, a2, a3, a4), _fifth(e + 64), R), R);
            part = addmod(part, mulmod(addmod(all, mulmod(a3, DIAGONAL_2, R), R), _word(e + 448), R), R);
            full = addmod(full, mulmod(_column(3, 1, 7, 6, a1, a2, a3, a4), _fifth(e + 96), R), R);
            part = addmod(part, mulmod(addmod(all, mulmod(a4, DIAGONAL_3, R), R), _word(e + 480), R), R);
            return addmod(
                mulmod(_word(e + 192), _sub(next, full), R), mulmod(_word(e + 224), _sub(next, part), R), R
            );
        }
    }

    /// Column of M_E against the powers of alpha.
    function _column(uint256 m1, uint256 m2, uint256 m3, uint256 m4, uint256 a1, uint256 a2, uint256 a3, uint256 a4)
        private
        pure
        returns (uint256)
    {
        return addmod(
            addmod(mulmod(m1, a1, R), mulmod(m2, a2, R), R), addmod(mulmod(m3, a3, R), mulmod(m4, a4, R), R), R
        );
    }

    /// (w + q)^5 for the selector at e and the wire 384 bytes further.
    function _fifth(uint256 e) private pure returns (uint256) {
        unchecked {
            uint256 x = addmod(_word(e), _word(e + 384), R);
            uint256 square = mulmod(x, x, R);
            return mulmod(mulmod(square, square, R), x, R);
        }
    }

    /// z prod (w_j + beta k_j zeta + gamma) - z(zeta w) prod (w_j + beta sigma_j + gamma), k_j = 5^j.
    function _copies(uint256 e, Challenges memory c) private pure returns (uint256) {
        unchecked {
            uint256 left = _word(e + 640);
            uint256 right = _word(e + 672);
            uint256 name = mulmod(c.beta, c.zeta, R);
            for (uint256 j = 0; j < 128; j += 32) {
                uint256 wire = addmod(_word(e + 384 + j), c.gamma, R);
                left = mulmod(left, addmod(wire, name, R), R);
                right = mulmod(right, addmod(wire, mulmod(c.beta, _word(e + 256 + j), R), R), R);
                name = mulmod(name, 5, R);
            }
            return _sub(left, right);
        }
    }

    // ---------------------------------------------------------------- group

    /// e([L] + y [W'] + u A, [1]_2) e(-([W'] + u B), [tau]_2) = 1 (docs/wrapper.md 4, 5).
    function _checkPairing(Key memory k, Proof memory p, Challenges memory c, Terms memory t, uint256 quotient) private view {
        unchecked {
            uint256 m = _allocate(0x180);
            uint256 u = c.merge;
            uint256 constantTerm = _opening(k, p, c, t, quotient, m);

            // The core's points times u: parameters, witness, generator and blinding base, the eight of the opening.
            uint256 factor = p.factors;
            for (uint256 i = 0; i < k.parameters; ++i) {
                _multiplyAdd(m, k.commitments + 64 * i, mulmod(u, _word(factor), R));
                factor += 32;
            }
            for (uint256 i = 0; i < k.witness; ++i) {
                _multiplyAdd(m, p.points + 64 * i, mulmod(u, _word(factor), R));
                factor += 32;
            }
            _multiplyAddPoint(m, 1, 2, _sub(mulmod(u, _word(factor), R), constantTerm));
            _multiplyAddPoint(m, BLINDING_X, BLINDING_Y, mulmod(u, _word(factor + 32), R));
            factor += 64;
            // Factors name h, q, g, S, D, H, W, W' in this order, as do the points.
            uint256 pos = p.points + 64 * k.witness;
            for (uint256 i = 0; i < OPENING_POINTS; ++i) {
                _multiplyAdd(m, pos + 64 * i, mulmod(u, _word(factor + 32 * i), R));
            }
            _rightSide(m, p, pos, u, _word(factor + 32 * OPENING_POINTS));
            _pair(m);
        }
    }

    /// [L] + y [W'] but for the generator, whose factor is returned; the running sum is at m + 0x80.
    function _opening(Key memory k, Proof memory p, Challenges memory c, Terms memory t, uint256 quotient, uint256 m)
        private
        view
        returns (uint256 constantTerm)
    {
        unchecked {
            // Ratios Z_0(y)/Z_i(y): 1, 1, 1, 1/(y^4 - zeta w), (y^4 - zeta)/((y - zeta)(y - zeta w)), (y^4 - zeta)/(y - zeta).
            uint256 e = p.evaluations;
            assembly ("memory-safe") {
                calldatacopy(add(m, 0x80), mload(add(k, 0xc0)), 0x40)
            }
            constantTerm = _packed(e, c.y);
            uint256 power = c.nu;
            constantTerm = addmod(constantTerm, mulmod(power, _packed(e + 128, c.y), R), R);
            _multiplyAdd(m, k.points + 64, power);
            power = mulmod(power, c.nu, R);
            constantTerm = addmod(constantTerm, mulmod(power, _packed(e + 256, c.y), R), R);
            _multiplyAdd(m, k.points + 128, power);

            power = mulmod(power, c.nu, R);
            uint256 factor = mulmod(power, t.packedNextInverse, R);
            uint256 value = _sub(mulmod(_packed(e + 384, c.y), t.packedNext, R), mulmod(_packed(e + 512, c.y), t.packed, R));
            constantTerm = addmod(constantTerm, mulmod(factor, mulmod(value, t.gapInverse, R), R), R);
            _multiplyAdd(m, p.plonk, factor);

            power = mulmod(power, c.nu, R);
            uint256 ratio = mulmod(t.packed, t.linearInverse, R);
            factor = mulmod(power, mulmod(ratio, t.linearNextInverse, R), R);
            value = _sub(mulmod(_word(e + 640), t.linearNext, R), mulmod(_word(e + 672), t.linear, R));
            constantTerm = addmod(constantTerm, mulmod(factor, mulmod(value, t.gapInverse, R), R), R);
            _multiplyAdd(m, p.plonk + 64, factor);

            power = mulmod(power, c.nu, R);
            factor = mulmod(power, ratio, R);
            constantTerm = addmod(constantTerm, mulmod(factor, quotient, R), R);
            _multiplyAdd(m, p.plonk + 128, factor);

            _multiplyAdd(m, p.openings, _sub(0, t.packed));
            _multiplyAdd(m, p.openings + 64, c.y);
        }
    }

    /// sum y^i v_i of four values.
    function _packed(uint256 e, uint256 y) private pure returns (uint256 sum) {
        unchecked {
            sum = addmod(mulmod(_word(e + 96), y, R), _word(e + 64), R);
            sum = addmod(mulmod(sum, y, R), _word(e + 32), R);
            sum = addmod(mulmod(sum, y, R), _word(e), R);
        }
    }

    /// [W'] + u ([H] + d [W'_core]) at m + 0x100; the points of the core's opening start at `at`.
    function _rightSide(uint256 m, Proof memory p, uint256 pos, uint256 u, uint256 d) private view {
        unchecked {
            uint256 left = _load(m + 0x80);
            uint256 leftY = _load(m + 0xa0);
            assembly ("memory-safe") {
                calldatacopy(add(m, 0x80), add(mload(add(p, 0x80)), 0x40), 0x40)
            }
            _multiplyAdd(m, pos + 320, u);
            _multiplyAdd(m, pos + 448, mulmod(u, d, R));
            _store(m + 0x100, _load(m + 0x80));
            _store(m + 0x120, _load(m + 0xa0));
            _store(m + 0x80, left);
            _store(m + 0xa0, leftY);
        }
    }

    /// e(left, [1]_2) = e(right, [tau]_2), by the precompile.
    function _pair(uint256 m) private view {
        unchecked {
            uint256 q = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47;
            uint256 b = _allocate(0x180);
            _store(b, _load(m + 0x80));
            _store(b + 0x20, _load(m + 0xa0));
            _store(b + 0x40, G2_X1);
            _store(b + 0x60, G2_X0);
            _store(b + 0x80, G2_Y1);
            _store(b + 0xa0, G2_Y0);
            _store(b + 0xc0, _load(m + 0x100));
            uint256 y = _load(m + 0x120);
            _store(b + 0xe0, y == 0 ? 0 : q - y);
            _store(b + 0x100, tauX1);
            _store(b + 0x120, tauX0);
            _store(b + 0x140, tauY1);
            _store(b + 0x160, tauY0);
            bool ok;
            assembly ("memory-safe") {
                ok := staticcall(PAIRING_GAS, 8, b, 0x180, b, 0x20)
            }
            if (!ok) revert InvalidPoint();
            if (_load(b) != 1) revert ProofRejected();
        }
    }

    /// sum += factor * point, the point in calldata; m has four words of scratch and the sum behind them.
    function _multiplyAdd(uint256 m, uint256 point, uint256 factor) private view {
        _multiplyAddPoint(m, _word(point), _word(point + 32), factor);
    }

    function _multiplyAddPoint(uint256 m, uint256 x, uint256 y, uint256 factor) private view {
        bool ok;
        assembly ("memory-safe") {
            mstore(m, x)
            mstore(add(m, 0x20), y)
            mstore(add(m, 0x40), factor)
            ok := staticcall(MUL_GAS, 7, m, 0x60, m, 0x40)
            mstore(add(m, 0x40), mload(add(m, 0x80)))
            mstore(add(m, 0x60), mload(add(m, 0xa0)))
            ok := and(ok, staticcall(ADD_GAS, 6, m, 0x80, add(m, 0x80), 0x40))
        }
        if (!ok) revert InvalidPoint();
    }

    // ---------------------------------------------------------------- words

    function _push(uint256 pos, uint256 element, uint256 product) private pure returns (uint256) {
        assembly ("memory-safe") {
            mstore(pos, element)
            mstore(add(pos, 32), product)
        }
        return mulmod(product, element, R);
    }

    /// The inverse of the element at `at`, and the inverse of the product before it.
    function _pop(uint256 pos, uint256 inverse) private pure returns (uint256 single, uint256 rest) {
        unchecked {
            single = mulmod(inverse, _load(pos + 32), R);
            rest = mulmod(inverse, _load(pos), R);
        }
    }

    function _sub(uint256 a, uint256 b) private pure returns (uint256) {
        unchecked {
            return addmod(a, R - b, R);
        }
    }

    function _word(uint256 offset) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := calldataload(offset)
        }
    }

    function _load(uint256 pos) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := mload(pos)
        }
    }

    function _store(uint256 pos, uint256 value) private pure {
        assembly ("memory-safe") {
            mstore(pos, value)
        }
    }

    function _allocate(uint256 bytes_) private pure returns (uint256 pos) {
        assembly ("memory-safe") {
            pos := mload(0x40)
            mstore(0x40, add(pos, bytes_))
        }
    }

    function _keccak(uint256 from, uint256 length) private pure returns (uint256 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, from, length)
            hash := keccak256(free, length)
        }
    }
}

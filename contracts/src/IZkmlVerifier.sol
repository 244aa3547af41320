// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Verifier of wrapped Zkml proofs
/// @notice One contract for every model: what is particular to a model is its wrapper key, passed in calldata and named by its hash.
interface IZkmlVerifier {
    /// keccak256(key) is not the model id.
    error WrongModel();
    /// The key does not have the layout of docs/wrapper.md §6, or its counts do not fit together.
    error MalformedKey();
    /// The proof does not have the length that the key says, or the number of public words differs.
    error WrongLength();
    /// A scalar is not below the group order. Index: position among context, words, factors, evaluations, hint.
    error ScalarTooLarge(uint256 index);
    /// A point of the PLONK proof is at infinity. Index: A, Z, T, W, W'.
    error PointAtInfinity(uint256 index);
    /// The commitment of sealed tensor `index` in the proof is not the one that the caller names.
    error WrongTensor(uint256 index);
    /// A precompile refused a point: not on the curve, or a coordinate not below the field's prime.
    error InvalidPoint();
    /// The inverse supplied with the proof is not the inverse of the product it stands for.
    error WrongHint();
    /// A challenge fell on one of the few points where the argument divides by zero.
    error DegenerateChallenge();
    /// Everything is well-formed, and the proof does not hold.
    error ProofRejected();

    /// @notice Checks that the model `modelId` maps the inputs to the outputs that the statement names.
    /// @param modelId keccak256 of the wrapper key; the caller must trust it (see ModelRegistry and `zkml evm audit`).
    /// @param key The wrapper key.
    /// @param context A scalar of the application's choice, bound by the proof.
    /// @param words Public words: packed public inputs, packed public outputs (docs/protocol.md 2.2), then the names of the
    /// sealed tensors, keccak256 of their commitments.
    /// @param proof The proof, in the layout of docs/wrapper.md §7.
    /// @return true; anything else reverts with one of the errors above.
    function verify(bytes32 modelId, bytes calldata key, uint256 context, uint256[] calldata words, bytes calldata proof)
        external
        view
        returns (bool);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title ModelRegistry
/// @notice Publishes wrapper keys under their hashes. Anyone may register anything: a registration says who published a key and
/// when, never that the key is honest. Audit a model before you trust it (`zkml evm audit`).
contract ModelRegistry {
    struct Model {
        address publisher;
        uint64 registeredAt;
    }

    /// The key is registered already; its first publisher stays.
    error AlreadyRegistered(bytes32 modelId);
    /// A key is at least 256 bytes: header, three points, counts.
    error MalformedKey();

    /// @param key The wrapper key, so that it can be had from the chain's logs.
    /// @param name For display, not unique and not checked.
    event ModelRegistered(bytes32 indexed modelId, address indexed publisher, string name, bytes key);

    mapping(bytes32 modelId => Model) private models;

    /// @notice Registers a wrapper key under keccak256(key).
    function register(bytes calldata key, string calldata name) external returns (bytes32 modelId) {
        if (key.length < 256) revert MalformedKey();
        modelId = keccak256(key);
        if (models[modelId].publisher != address(0)) revert AlreadyRegistered(modelId);
        models[modelId] = Model(msg.sender, uint64(block.timestamp));
        emit ModelRegistered(modelId, msg.sender, name, key);
    }

    /// @notice Who registered a model and when; zeros when nobody did.
    function model(bytes32 modelId) external view returns (address publisher, uint64 registeredAt) {
        Model storage m = models[modelId];
        return (m.publisher, m.registeredAt);
    }
}
